namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>A layer with one combination of its options, in the middle of a network.</summary>
/// <param name="Kind">The layer's kind, as in JSON.</param>
/// <param name="Options">What is special about it.</param>
/// <param name="Append">Appends the layer to a point of 2, 4 or 18 channels of 6 x 5 pixels.</param>
public sealed record LayerGradientCase(string Kind, string Options, Func<NetworkBuilder, NetworkBuilder> Append)
{
    public override string ToString() => Options.Length == 0 ? Kind : $"{Kind}, {Options}";
}
