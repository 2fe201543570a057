using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Exponential linear unit: x above 0, else alpha * (e^x - 1), value by value (Clevert, Unterthiner and Hochreiter, 2015). The derivative at 0 is alpha.
/// </summary>
public sealed record ELULayer : ActivationLayer
{
    internal const string KindName = "elu";

    /// <summary>Creates an ELU.</summary>
    /// <param name="alpha">Minus the value that it approaches far below 0: at least 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is out of range.</exception>
    public ELULayer(float alpha = 1) => Alpha = alpha;

    /// <summary>Minus the value that it approaches far below 0: at least 0 and finite; 1 by default.</summary>
    public float Alpha { get; init => field = LayerRules.AtLeastZero(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"ELU {Alpha}");

    internal override string NamePrefix => "elu";

    internal override ActivationFunction Function => new(ActivationKind.ELU, Alpha);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteNumber("alpha", Alpha);

    internal static Layer Read(LayerReader reader) => new ELULayer(reader.Number("alpha"));
}
