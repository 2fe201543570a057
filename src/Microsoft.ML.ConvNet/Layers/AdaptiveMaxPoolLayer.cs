using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Adaptive max pooling: the largest value of each window, for an output of a given size.</summary>
public sealed record AdaptiveMaxPoolLayer : AdaptivePoolingLayer
{
    internal const string KindName = "adaptive-max-pool";

    /// <summary>Creates an adaptive pooling layer.</summary>
    /// <param name="output">Height and width of the output, each 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="output"/> is out of range.</exception>
    public AdaptiveMaxPoolLayer(Extent output)
        : base(output)
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.MaxPool(inputs[0], Windows);

    internal static Layer Read(LayerReader reader) => new AdaptiveMaxPoolLayer(reader.Extent("output"));
}
