using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Leaky rectified linear unit: x above 0, else slope * x, value by value (Maas, Hannun and Ng, 2013). The derivative at 0 is the slope.</summary>
public sealed record LeakyReLULayer : ActivationLayer
{
    internal const string KindName = "leaky-relu";

    /// <summary>Creates a leaky ReLU.</summary>
    /// <param name="slope">The slope below 0: any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slope"/> is not finite.</exception>
    public LeakyReLULayer(float slope = 0.01f) => Slope = slope;

    /// <summary>The slope below 0: any finite number; 0.01 by default.</summary>
    public float Slope { get; init => field = LayerRules.Finite(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"leaky ReLU {Slope}");

    internal override string NamePrefix => "relu";

    internal override ActivationFunction Function => new(ActivationKind.LeakyReLU, Slope);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteNumber("slope", Slope);

    internal static Layer Read(LayerReader reader) => new LeakyReLULayer(reader.Number("slope"));
}
