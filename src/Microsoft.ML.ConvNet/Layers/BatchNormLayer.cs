using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Batch normalisation: each channel is standardised, with the mini-batch's mean and variance in training and with running statistics at scoring, then scaled
/// and shifted by learned numbers (Ioffe and Szegedy, 2015).
/// </summary>
/// <remarks>
/// Parameters, each of C values: if <see cref="IsAffine"/>, <c>weight</c> (begins at 1) and <c>bias</c> (0); the running statistics <c>running_mean</c> (0) and
/// <c>running_var</c> (1).
/// As in PyTorch the batch is standardised by its biased variance and the running variance takes the unbiased one.
/// </remarks>
public sealed record BatchNormLayer : Layer
{
    internal const string KindName = "batch-norm";

    /// <summary>Added to the variance before the square root; more than 0; 1e-5 by default.</summary>
    public float Epsilon { get; init => field = LayerRules.MoreThanZero(value); } = 1e-5f;

    /// <summary>
    /// Weight of the mini-batch in the running statistics, more than 0 to 1: running = (1 - momentum) * running + momentum * batch; 0.1 by default.
    /// </summary>
    public float Momentum
    {
        get;
        init => field = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Momentum), value, string.Create(CultureInfo.InvariantCulture, $"Momentum must be more than 0 and at most 1, but is {value}."));
    } = 0.1f;

    /// <summary>Whether there are a learned weight and bias for each channel; true by default.</summary>
    public bool IsAffine { get; init; } = true;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "batch norm" + (IsAffine ? "" : " without weights");

    internal override string NamePrefix => "bn";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs)
    {
        int channels = inputs[0].Channels;
        LayerParameter mean = LayerParameter.Statistic("running_mean", channels, Initializer.Zeros), variance = LayerParameter.Statistic("running_var", channels, Initializer.Ones);
        return IsAffine ? [LayerParameter.NormWeight(channels), LayerParameter.NormBias(channels), mean, variance] : [mean, variance];
    }

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.BatchNorm(inputs[0], IsAffine ? parameters[0] : null, IsAffine ? parameters[1] : null, parameters[^2], parameters[^1], Epsilon, Momentum);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteNumber("momentum", Momentum);
        writer.WriteBoolean("affine", IsAffine);
    }

    internal static Layer Read(LayerReader reader) =>
        new BatchNormLayer { Epsilon = reader.Number("epsilon"), Momentum = reader.Number("momentum"), IsAffine = reader.Boolean("affine") };
}
