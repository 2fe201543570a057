using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Sums two or more activations of the same shape, value by value: the join of a residual block.</summary>
public sealed record AddLayer : Layer
{
    internal const string KindName = "add";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "add";

    internal override string NamePrefix => "add";

    internal override int MinimumInputCount => 2;

    internal override int MaximumInputCount => int.MaxValue;

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        if (inputs.Any(input => input != inputs[0]))
            throw new ArgumentException($"Layer '{name}' (add) needs inputs of one shape, but has {string.Join(" and ", inputs)}.");
        return inputs[0];
    }

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        inputs.Aggregate(graph.Add);

    internal static Layer Read(LayerReader reader) => new AddLayer();
}
