using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Average pooling: the mean of each window, channel by channel.</summary>
/// <remarks>Padding counts as zeros, also in the number of values that is divided by (PyTorch's <c>count_include_pad</c>).</remarks>
public sealed record AveragePoolLayer : PoolingLayer
{
    internal const string KindName = "average-pool";

    /// <summary>Creates a pooling layer whose windows do not overlap: the stride is the kernel's size, without padding.</summary>
    /// <param name="kernel">Height and width of the windows, each 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kernel"/> is out of range.</exception>
    public AveragePoolLayer(Extent kernel)
        : base(kernel)
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.AveragePool(inputs[0], SlidingWindow);

    internal static Layer Read(LayerReader reader) => new AveragePoolLayer(reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
    };
}
