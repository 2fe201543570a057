using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Local response normalisation (Krizhevsky, Sutskever, Hinton, 2012): each value is divided by (k + alpha / size * (sum of the squares at its pixel in
/// <see cref="Size"/> neighbouring channels))^beta.
/// </summary>
/// <remarks>
/// The window of channel c is c - size / 2 to c + (size - 1) / 2 (whole division), cut off at the first and last channel. Alpha is divided by the size as in
/// PyTorch; AlexNet's paper does not divide: its n 5, alpha 1e-4, beta 0.75, k 2 are size 5, alpha 5e-4, beta 0.75, k 2 here.
/// </remarks>
public sealed record LocalResponseNormLayer : Layer
{
    internal const string KindName = "local-response-norm";

    /// <summary>Creates a layer with PyTorch's constants.</summary>
    /// <param name="size">Number of channels in a window, 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is out of range.</exception>
    public LocalResponseNormLayer(int size) => Size = size;

    /// <summary>Number of channels in a window, 1 to 32767.</summary>
    public int Size
    {
        get;
        init => field = value is >= 1 and <= LayerRules.MaximumWindowExtent
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Size), value, $"Size must be 1 to {LayerRules.MaximumWindowExtent}, but is {value}.");
    }

    /// <summary>Weight of the window's mean square, at least 0; 1e-4 by default.</summary>
    public float Alpha { get; init => field = LayerRules.AtLeastZero(value); } = 1e-4f;

    /// <summary>The exponent, at least 0; 0.75 by default.</summary>
    public float Beta { get; init => field = LayerRules.AtLeastZero(value); } = 0.75f;

    /// <summary>What the weighted mean is added to, more than 0; 1 by default.</summary>
    public float K { get; init => field = LayerRules.MoreThanZero(value); } = 1;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"local response norm {Size} alpha {Alpha} beta {Beta} k {K}");

    internal override string NamePrefix => "lrn";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.LocalResponseNorm(inputs[0], new ResponseWindow(Size, Alpha, Beta, K));

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("size", Size);
        writer.WriteNumber("alpha", Alpha);
        writer.WriteNumber("beta", Beta);
        writer.WriteNumber("k", K);
    }

    internal static Layer Read(LayerReader reader) =>
        new LocalResponseNormLayer(reader.Integer("size")) { Alpha = reader.Number("alpha"), Beta = reader.Number("beta"), K = reader.Number("k") };
}
