using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Inverted dropout: in training each value becomes zero with a given probability and the others are divided by one minus it; at scoring nothing happens
/// (Srivastava et al., 2014).
/// </summary>
public sealed record DropoutLayer : Layer
{
    internal const string KindName = "dropout";

    /// <summary>Creates a dropout layer.</summary>
    /// <param name="probability">Probability that a value becomes zero: at least 0, less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is out of range.</exception>
    public DropoutLayer(float probability = 0.5f) => Probability = probability;

    /// <summary>Probability that a value becomes zero in training: at least 0, less than 1.</summary>
    public float Probability { get; init => field = LayerRules.DropProbability(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"dropout {Probability}");

    internal override string NamePrefix => "dropout";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Dropout(inputs[0], Probability);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteNumber("probability", Probability);

    internal static Layer Read(LayerReader reader) => new DropoutLayer(reader.Number("probability"));
}
