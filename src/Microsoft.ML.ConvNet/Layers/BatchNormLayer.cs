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
/// Parameters, each of C values: <c>weight</c> (begins at 1), <c>bias</c> (0), and the running statistics <c>running_mean</c> (0) and <c>running_var</c> (1).
/// As in PyTorch the batch is standardised by its biased variance and the running variance takes the unbiased one.
/// </remarks>
public sealed record BatchNormLayer : Layer
{
    internal const string KindName = "batch-norm";

    /// <summary>Added to the variance before the square root; more than 0; 1e-5 by default.</summary>
    public float Epsilon
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Epsilon), value, string.Create(CultureInfo.InvariantCulture, $"Epsilon must be a finite number more than 0, but is {value}."));
    } = 1e-5f;

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

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "batch norm";

    internal override string NamePrefix => "bn";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs)
    {
        return
        [
            PerChannel("weight", Initializer.Ones, isTrainable: true), PerChannel("bias", Initializer.Zeros, isTrainable: true),
            PerChannel("running_mean", Initializer.Zeros, isTrainable: false), PerChannel("running_var", Initializer.Ones, isTrainable: false),
        ];

        LayerParameter PerChannel(string name, Initializer initializer, bool isTrainable) =>
            new(name, [inputs[0].Channels], initializer, FanIn: 1, FanOut: 1, isTrainable, HasWeightDecay: false);
    }

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.BatchNorm(inputs[0], parameters[0], parameters[1], parameters[2], parameters[3], Epsilon, Momentum);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteNumber("momentum", Momentum);
    }

    internal static Layer Read(LayerReader reader) => new BatchNormLayer { Epsilon = reader.Number("epsilon"), Momentum = reader.Number("momentum") };
}
