using System.Text.Json;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Gaussian error linear unit: x times the normal distribution function of x, which is x (1 + erf(x / sqrt 2)) / 2, value by value (Hendrycks and Gimpel, 2016); or
/// the authors' approximation x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, off by up to 5e-4.
/// </summary>
public sealed record GELULayer : ActivationLayer
{
    internal const string KindName = "gelu";

    private const string Exact = "none";
    private const string Approximate = "tanh";

    /// <summary>Whether the approximation by tanh is used; false by default. (PyTorch: <c>approximate='tanh'</c>.)</summary>
    public bool IsApproximate { get; init; }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => IsApproximate ? "GELU by tanh" : "GELU";

    internal override string NamePrefix => "gelu";

    internal override ActivationFunction Function => new(IsApproximate ? ActivationKind.GELUTanh : ActivationKind.GELU);

    internal override void Write(Utf8JsonWriter writer) => writer.WriteString("approximate", IsApproximate ? Approximate : Exact);

    internal static Layer Read(LayerReader reader) => new GELULayer { IsApproximate = reader.Choice("approximate", Exact, Approximate) == Approximate };
}
