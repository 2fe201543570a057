using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Maxout (Goodfellow et al., 2013): the largest of each k consecutive channels, output channel c being the maximum of input channels c * k to c * k + k - 1. The
/// convolution or dense layer before it has k times the channels, k linear pieces for each unit.
/// </summary>
/// <remarks>Of equal values the first gets the gradient.</remarks>
public sealed record MaxoutLayer : Layer
{
    internal const string KindName = "maxout";

    /// <summary>Creates a maxout layer.</summary>
    /// <param name="pieces">Channels that one output is the maximum of, at least 1; it must divide the number of channels.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pieces"/> is less than 1.</exception>
    public MaxoutLayer(int pieces) => Pieces = pieces;

    /// <summary>Channels that one output is the maximum of, at least 1; it must divide the number of channels.</summary>
    public int Pieces { get; init => field = LayerRules.Positive(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => $"maxout {Pieces}";

    internal override string NamePrefix => "maxout";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0].Channels % Pieces == 0
        ? inputs[0] with { Channels = inputs[0].Channels / Pieces }
        : throw new ArgumentOutOfRangeException(
            null, $"Layer '{name}' ({this}) cannot cut the {inputs[0].Channels} channels of its input {inputs[0]} into groups of {Pieces}.");

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Maxout(inputs[0], Pieces);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteNumber("pieces", Pieces);

    internal static Layer Read(LayerReader reader) => new MaxoutLayer(reader.Integer("pieces"));
}
