using System.Text.Json;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Values and gradients of each loss against PyTorch's (tests/golden/losses.py), with and without example weights.</summary>
public class LossGoldenTests
{
    private static readonly Golden Values = JsonSerializer.Deserialize<Golden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "losses.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Values.Cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(int index)
    {
        var golden = Values.Cases[index];
        var loss = Loss(golden);
        float[] weights = golden.Weights ?? [.. Enumerable.Repeat(1f, Values.Rows)], gradient = new float[golden.Outputs.Length];
        var (sum, weight, _) = loss.CreateFunction(golden.Outputs.Length / Values.Rows)
            .Forward(golden.Outputs, golden.Labels ?? [], golden.Targets ?? [], weights, gradient);
        Assert.Equal(golden.Value, sum / weight, 1e-6 * Math.Max(1, golden.Value));

        // Single-precision probabilities.
        double scale = golden.Gradient.Max(Math.Abs);
        for (int i = 0; i < gradient.Length; i++)
            Assert.True(Math.Abs(golden.Gradient[i] - gradient[i]) <= 1e-6 * scale, $"{loss}: gradient {i} is {gradient[i]}, PyTorch's {golden.Gradient[i]}.");
    }

    [Fact]
    public void EveryLossIsThere() => Assert.Equal(
        ["BinaryCrossEntropyLoss", "CrossEntropyLoss", "FocalLoss", "HingeLoss", "MeanSquaredErrorLoss", "MulticlassHingeLoss"],
        Values.Cases.Select(golden => Loss(golden).GetType().Name).Distinct().Order(StringComparer.Ordinal));

    private static Loss Loss(LossCase golden) => golden.Loss switch
    {
        "cross_entropy" => ConvNet.Loss.CrossEntropy(golden.LabelSmoothing, golden.ClassWeights),
        "multi_margin_loss" => ConvNet.Loss.MulticlassHinge(golden.Margin),
        "binary_cross_entropy_with_logits" => ConvNet.Loss.BinaryCrossEntropy(golden.PositiveWeight),
        "hinge" => ConvNet.Loss.Hinge(golden.Margin),
        "mse_loss" => ConvNet.Loss.MeanSquaredError,
        "focal" => ConvNet.Loss.Focal(golden.Gamma, golden.Alpha),
        _ => throw new InvalidDataException(golden.Loss),
    };

    private sealed record Golden(int Rows, LossCase[] Cases);

    private sealed record LossCase(
        string Loss, float[] Outputs, int[]? Labels, float[]? Targets, float[]? Weights, double Value, double[] Gradient,
        double LabelSmoothing, float[]? ClassWeights, double Margin, double PositiveWeight, double Gamma, float[]? Alpha);
}
