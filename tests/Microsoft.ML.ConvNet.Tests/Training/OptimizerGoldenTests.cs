using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Twenty steps of each optimizer against PyTorch (tests/golden/optimizers.py).</summary>
public class OptimizerGoldenTests
{
    private static readonly Golden Values = JsonSerializer.Deserialize<Golden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "optimizers.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Values.Cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorchAfterEachStep(int index)
    {
        var golden = Values.Cases[index];
        Optimizer optimizer = golden.Optimizer switch
        {
            "Sgd" => new Sgd { Momentum = golden.Momentum, Nesterov = golden.Nesterov, WeightDecay = golden.WeightDecay },
            "Adam" => new Adam { Beta1 = golden.Beta1, Beta2 = golden.Beta2, Epsilon = golden.Epsilon, WeightDecay = golden.WeightDecay },
            _ => throw new InvalidDataException(golden.Optimizer),
        };

        // Three zero values between the two parameters, as the alignment of a parameter store would leave them.
        const int padding = 3;
        int biases = Values.Initial.Length - Values.Weights;
        int biasStart = Values.Weights + padding;
        var ranges = new[]
        {
            new ParameterRange(new GraphParameter("weight", [Values.Weights]), 0, Values.Weights),
            new ParameterRange(new GraphParameter("bias", [biases], HasWeightDecay: false), biasStart, biases),
        };
        float[] Spread(float[] values) => [.. values[..Values.Weights], .. new float[padding], .. values[Values.Weights..]];

        float[] parameters = Spread(Values.Initial);
        var state = optimizer.CreateState(parameters.Length, ranges);
        Assert.Equal(20, golden.Parameters.Length);
        for (int step = 0; step < golden.Parameters.Length; step++)
        {
            state.Step(parameters, Spread(Values.Gradients[step]), Values.Rates[step]);
            float[] expected = Spread(golden.Parameters[step]);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - parameters[i]) <= 2e-6 * Math.Max(1, Math.Abs(expected[i])), $"step {step}, value {i}: {parameters[i]}, PyTorch {expected[i]}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void CosineRateEqualsPyTorch(int index)
    {
        var golden = Values.Cosine[index];
        var schedule = new CosineRate(golden.LearningRate);
        for (int step = 0; step < golden.StepCount; step++)
            Assert.Equal(golden.Rates[step], schedule.Rate(step, golden.StepCount), golden.LearningRate * 1e-12);
    }

    private sealed record Golden(int Weights, float[] Initial, float[][] Gradients, double[] Rates, OptimizerCase[] Cases, CosineCase[] Cosine);

    private sealed record OptimizerCase(
        string Optimizer, double Momentum, bool Nesterov, double WeightDecay, double Beta1, double Beta2, double Epsilon, float[][] Parameters);

    private sealed record CosineCase(double LearningRate, long StepCount, double[] Rates);
}
