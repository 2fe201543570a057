using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Stochastic depth (Huang et al., 2016), placed at the end of a residual block's body: in training the whole branch becomes zero for an image with a given
/// probability, and is divided by one minus it for the others; at scoring nothing happens.
/// </summary>
/// <remarks>Each image of a batch is decided for itself: torchvision's mode "row".</remarks>
public sealed record StochasticDepthLayer : Layer
{
    internal const string KindName = "stochastic-depth";

    /// <summary>Creates a stochastic depth layer.</summary>
    /// <param name="probability">Probability that an image's branch is dropped: at least 0, less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is out of range.</exception>
    public StochasticDepthLayer(float probability) => Probability = probability;

    /// <summary>Probability that an image's branch is dropped in training: at least 0, less than 1.</summary>
    public float Probability { get; init => field = LayerRules.DropProbability(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"stochastic depth {Probability}");

    internal override string NamePrefix => "stochastic_depth";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.StochasticDepth(inputs[0], Probability);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteNumber("probability", Probability);

    internal static Layer Read(LayerReader reader) => new StochasticDepthLayer(reader.Number("probability"));
}
