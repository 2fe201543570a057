using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Max pooling: the largest value of each window, channel by channel.</summary>
/// <remarks>Padding never wins: it counts as minus infinity. The gradient goes to a window's first largest value.</remarks>
public sealed record MaxPoolLayer : PoolingLayer
{
    internal const string KindName = "max-pool";

    /// <summary>Creates a pooling layer whose windows do not overlap: the stride is the kernel's size, without padding.</summary>
    /// <param name="kernel">Height and width of the windows, each 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kernel"/> is out of range.</exception>
    public MaxPoolLayer(Extent kernel)
        : base(kernel)
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.MaxPool(inputs[0], SlidingWindow(inputs[0].Shape));

    internal static Layer Read(LayerReader reader) => new MaxPoolLayer(reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
        Dilation = reader.Extent("dilation"),
        CeilMode = reader.Boolean("ceilMode"),
    };
}
