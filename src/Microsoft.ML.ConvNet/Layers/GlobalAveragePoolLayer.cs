using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Global average pooling: (C, H, W) to the means of the channels, (C, 1, 1).</summary>
public sealed record GlobalAveragePoolLayer : Layer
{
    internal const string KindName = "global-average-pool";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "global average pool";

    internal override string NamePrefix => "pool";

    internal override SlidingWindow? Window(ImageShape input) => new SlidingWindow(input.Height, input.Width);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0] with { Height = 1, Width = 1 };

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.AveragePool(inputs[0], new SlidingWindow(inputs[0].Shape.Height, inputs[0].Shape.Width));

    internal static Layer Read(LayerReader reader) => new GlobalAveragePoolLayer();
}
