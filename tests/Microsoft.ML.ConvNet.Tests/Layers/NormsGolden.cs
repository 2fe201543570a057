using System.Text.Json;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>What tests/golden/norms.py wrote. Images, parameters, labels and example weights are those of <see cref="Execution.LayerGolden"/>.</summary>
internal sealed record NormsGolden(NormsGolden.Case[] Cases)
{
    public const int Rows = 3;

    public static readonly ImageShape Image = new(3, 4, 5);

    public static NormsGolden Values { get; } = JsonSerializer.Deserialize<NormsGolden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "norms.json")), JsonSerializerOptions.Web)!;

    /// <param name="Scored">Outputs before training.</param>
    /// <param name="Steps">Forward passes in training on images of their own; parameters stay, running statistics move.</param>
    /// <param name="ImageGradient">The last step's, in C, H, W order.</param>
    /// <param name="Gradients">The last step's.</param>
    /// <param name="Statistics">Running statistics after the last step.</param>
    /// <param name="ScoredAfter">Outputs for yet other images after the last step.</param>
    public sealed record Case(
        string Name, float[] Scored, StepCase[] Steps, float[] ImageGradient, Dictionary<string, float[]> Gradients, Dictionary<string, float[]> Statistics, float[] ScoredAfter);

    public sealed record StepCase(float[] Logits, double Loss);
}
