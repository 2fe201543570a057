using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Twenty steps of each optimizer against PyTorch (tests/golden/optimizers.py).</summary>
public class OptimizerGoldenTests
{
    private static readonly OptimizerGolden Values = OptimizerGolden.Values;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Values.Cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorchAfterEachStep(int index)
    {
        var golden = Values.Cases[index];
        AssertEquals(golden.Parameters, golden.Create());
    }

    /// <summary>The velocity as an average is 1 - b times the classic one, so at 1 / (1 - b) times the rate the parameters are the same.</summary>
    [Fact]
    public void TheExponentialAverageIsTheClassicFormAtAnotherRate()
    {
        foreach (var golden in Values.Cases.Where(golden => golden is { Optimizer: "Sgd", Momentum: > 0 }))
            AssertEquals(golden.Parameters, (Sgd)golden.Create() with { ExponentialAverage = true }, rateFactor: 1 / (1 - golden.Momentum));
    }

    private static void AssertEquals(float[][] golden, Optimizer optimizer, double rateFactor = 1)
    {
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
        Assert.Equal(20, golden.Length);
        for (int step = 0; step < golden.Length; step++)
        {
            state.Step(parameters, Spread(Values.Gradients[step]), rateFactor * Values.Rates[step]);
            float[] expected = Spread(golden[step]);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - parameters[i]) <= 2e-6 * Math.Max(1, Math.Abs(expected[i])), $"{optimizer}, step {step}, value {i}: {parameters[i]}, PyTorch {expected[i]}");
            }
        }
    }
}
