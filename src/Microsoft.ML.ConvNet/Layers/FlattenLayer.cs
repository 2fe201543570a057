using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Views an activation (C, H, W) as the vector (C * H * W, 1, 1), in that order.</summary>
public sealed record FlattenLayer : Layer
{
    internal const string KindName = "flatten";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "flatten";

    internal override string NamePrefix => "flatten";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => new(inputs[0].Size, 1, 1);

    /// <remarks>The vector has one position, which stands for all positions of the input.</remarks>
    internal override SlidingWindow? Window(ImageShape input) => new SlidingWindow(input.Height, input.Width);

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Flatten(inputs[0]);

    internal static Layer Read(LayerReader reader) => new FlattenLayer();
}
