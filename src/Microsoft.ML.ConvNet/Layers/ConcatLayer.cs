using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Concatenates two or more activations of the same height and width along the channels, in the order of the inputs: the join of an inception module.
/// </summary>
public sealed record ConcatLayer : Layer
{
    internal const string KindName = "concat";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "concat";

    internal override string NamePrefix => "concat";

    internal override int MinimumInputCount => 2;

    internal override int MaximumInputCount => int.MaxValue;

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        var first = inputs[0];
        if (inputs.Any(input => input.Height != first.Height || input.Width != first.Width))
            throw new ArgumentException($"Layer '{name}' (concat) needs inputs of one height and width, but has {string.Join(" and ", inputs)}.");
        long channels = inputs.Sum(input => (long)input.Channels);
        if (channels > int.MaxValue) throw new ArgumentOutOfRangeException(null, $"Layer '{name}' (concat) would have {channels} channels, which is too many.");
        return first with { Channels = (int)channels };
    }

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Concat(inputs);

    internal static Layer Read(LayerReader reader) => new ConcatLayer();
}
