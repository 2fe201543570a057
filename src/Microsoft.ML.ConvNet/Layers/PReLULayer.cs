using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Parametric rectified linear unit: x above 0, else a learned slope times x (He et al., 2015). One slope for all channels, or one for each. The derivative at 0 is the
/// slope.
/// </summary>
/// <remarks>Parameter: <c>weight</c> (1) or (C), the slopes. It has no weight decay, which would draw them towards ReLU.</remarks>
public sealed record PReLULayer : Layer
{
    internal const string KindName = "prelu";

    /// <summary>Creates a PReLU.</summary>
    /// <param name="slopes">Number of slopes: 1, or the number of channels.</param>
    /// <param name="initialSlope">The value that all slopes begin at: any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slopes"/> is less than 1, or <paramref name="initialSlope"/> is not finite.</exception>
    public PReLULayer(int slopes = 1, float initialSlope = 0.25f)
    {
        Slopes = slopes;
        InitialSlope = initialSlope;
    }

    /// <summary>Number of slopes: 1 (the default), or the number of channels.</summary>
    public int Slopes { get; init => field = LayerRules.Positive(value); }

    /// <summary>The value that all slopes begin at: any finite number; 0.25 by default.</summary>
    public float InitialSlope { get; init => field = LayerRules.Finite(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"PReLU {Slopes} from {InitialSlope}");

    internal override string NamePrefix => "prelu";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => Slopes == 1 || Slopes == inputs[0].Channels
        ? inputs[0]
        : throw new ArgumentOutOfRangeException(
            null, $"Layer '{name}' ({this}) must have one slope, or one for each of the {inputs[0].Channels} channels of its input {inputs[0]}.");

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs) =>
        [LayerParameter.Weight([Slopes], Initializer.Constant(InitialSlope), fanIn: 1, fanOut: 1) with { HasWeightDecay = false }];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.PReLU(inputs[0], parameters[0]);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("slopes", Slopes);
        writer.WriteNumber("initialSlope", InitialSlope);
    }

    internal static Layer Read(LayerReader reader) => new PReLULayer(reader.Integer("slopes"), reader.Number("initialSlope"));
}
