using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Average pooling: the mean of each window, channel by channel.</summary>
/// <remarks>What a window covers beyond the padded input (<see cref="PoolingLayer.CeilMode"/>) is never divided by.</remarks>
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

    /// <summary>
    /// Whether padding counts as zeros in the mean (PyTorch's <c>count_include_pad</c>); true by default. If not, the mean is over the input's values alone.
    /// </summary>
    public bool CountIncludePad { get; init; } = true;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => base.Description + (CountIncludePad ? "" : " padding not counted");

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.AveragePool(inputs[0], new PoolingWindows(SlidingWindow(inputs[0].Shape), CountIncludePad));

    internal override void Write(Utf8JsonWriter writer)
    {
        base.Write(writer);
        writer.WriteBoolean("countIncludePad", CountIncludePad);
    }

    internal static Layer Read(LayerReader reader) => new AveragePoolLayer(reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
        Dilation = reader.Extent("dilation"),
        CeilMode = reader.Boolean("ceilMode"),
        CountIncludePad = reader.Boolean("countIncludePad"),
    };
}
