using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Multiplies an activation (C, H, W) by factors: by another of the same shape value by value, or by (C, 1, 1), one factor for each channel: the excitation of
/// a squeeze-and-excitation block (Hu et al., 2018).
/// </summary>
public sealed record MultiplyLayer : Layer
{
    internal const string KindName = "multiply";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "multiply";

    internal override string NamePrefix => "multiply";

    internal override int MinimumInputCount => 2;

    internal override int MaximumInputCount => 2;

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) =>
        inputs[1] == inputs[0] || inputs[1] == new ImageShape(inputs[0].Channels, 1, 1)
            ? inputs[0]
            : throw new ArgumentException(
                $"Layer '{name}' (multiply) needs factors of its input's shape {inputs[0]} or of {inputs[0].Channels}x1x1, but has {inputs[1]}.");

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Multiply(inputs[0], inputs[1]);

    internal static Layer Read(LayerReader reader) => new MultiplyLayer();
}
