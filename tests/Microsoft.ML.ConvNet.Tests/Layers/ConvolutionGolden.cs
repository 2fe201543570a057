using System.Text.Json;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>What tests/golden/convolutions.py wrote.</summary>
internal sealed record ConvolutionGolden(ConvolutionGolden.Case[] Cases)
{
    public static ConvolutionGolden Values { get; } = JsonSerializer.Deserialize<ConvolutionGolden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "convolutions.json")), JsonSerializerOptions.Web)!;

    /// <param name="Channels">Channels that the layer sees.</param>
    /// <param name="Layer">The layer as the library writes it.</param>
    /// <param name="Gradients">By the parameter's name: all values, or every eleventh of more than 400.</param>
    public sealed record Case(int Channels, JsonElement Layer, float[] Logits, Dictionary<string, float[]> Gradients);
}
