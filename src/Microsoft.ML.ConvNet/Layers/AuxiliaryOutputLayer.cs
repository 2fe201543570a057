using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Ends a side branch: its input is a second set of logits, of the same K classes as the network's output, whose loss is added to the network's in training with a weight. At scoring the
/// branch is left out (Szegedy et al.: Going Deeper with Convolutions, 2015: two heads with weight 0.3).
/// </summary>
public sealed record AuxiliaryOutputLayer : Layer
{
    internal const string KindName = "auxiliary-output";

    /// <summary>Creates the end of a side branch.</summary>
    /// <param name="lossWeight">Factor of the branch's loss, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lossWeight"/> is out of range.</exception>
    public AuxiliaryOutputLayer(float lossWeight = 0.3f)
    {
        LossWeight = lossWeight;
    }

    /// <summary>Factor of the branch's loss, more than 0; 0.3 by default.</summary>
    public float LossWeight { get; init => field = LayerRules.MoreThanZero(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"auxiliary output of weight {LossWeight}");

    internal override string NamePrefix => "auxiliary";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.AuxiliaryOutput(inputs[0], LossWeight);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteNumber("lossWeight", LossWeight);

    internal static Layer Read(LayerReader reader) => new AuxiliaryOutputLayer(reader.Number("lossWeight"));
}
