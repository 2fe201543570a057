using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class OptimizerTests
{
    private static readonly Optimizer[] All = [new Sgd(), new Sgd { Momentum = 0 }, new Adam(), new AdamW(), new RmsProp { Momentum = 0.5 }, new AdaGrad(), new AdaDelta()];

    [Fact]
    public void NeighboursWithTheSameFactorsAreUpdatedTogether()
    {
        ParameterRange[] ranges = [Range("c", 48, 5, false), Range("a", 0, 10), Range("b", 16, 20), Range("d", 64, 8)];
        Assert.Equal([new(0, 36, 1, 1), new(48, 5, 1, 0), new(64, 8, 1, 1)], ParameterSegment.Cut(80, ranges, []));
        Assert.Equal([new(0, 72, 1, 1)], ParameterSegment.Cut(80, ranges, [new("c") { WeightDecayFactor = 1 }]));
        Assert.Equal([new(0, 10, 1, 1), new(64, 8, 1, 1)], ParameterSegment.Cut(80, ranges, [ParameterGroup.Frozen("b"), ParameterGroup.Frozen("c")]));
        Assert.Equal([new(0, 10, 0.5f, 1), new(16, 20, 1, 2), new(48, 5, 1, 0), new(64, 8, 1, 1)], ParameterSegment.Cut(
            80, ranges, [new("a") { LearningRateFactor = 0.5 }, new("b") { WeightDecayFactor = 2 }, new("a*") { LearningRateFactor = 7 }]));
        var error = Assert.Throws<ArgumentException>(() => ParameterSegment.Cut(71, ranges, []));
        Assert.Contains("'d'", error.Message);
    }

    [Fact]
    public void AGroupThatHasNoParameterIsAnError()
    {
        string message = Assert.Throws<ArgumentException>(() => ParameterSegment.Cut(80, [Range("conv1.weight", 0, 10)], [new("conv2.*")])).Message;
        Assert.Contains("'conv2.*'", message);
        Assert.Contains("conv1.weight", message);
    }

    [Fact]
    public void NamesOfGroupsMayHoldStars()
    {
        Assert.True(new ParameterGroup("layer1.*").Contains("layer1.0.conv1.weight"));
        Assert.False(new ParameterGroup("layer1.*").Contains("layer11.0.conv1.weight"));
        Assert.True(new ParameterGroup("*.bias").Contains("fc.bias"));
        Assert.False(new ParameterGroup("fc.weight").Contains("FC.weight"));
    }

    [Fact]
    public void FrozenParametersStayAndOthersHaveTheirOwnRate()
    {
        ParameterRange[] ranges = [Range("body", 0, 4), Range("head", 16, 4)];
        foreach (var optimizer in All)
        {
            float[] together = NewParameters(20), apart = NewParameters(20), slow = NewParameters(20);
            optimizer.CreateState(20, ranges).Step(together, Gradients(20), 0.01);
            optimizer.CreateState(20, ranges, new() { Groups = [ParameterGroup.Frozen("body")] }).Step(apart, Gradients(20), 0.01);
            optimizer.CreateState(20, ranges, new() { Groups = [new("*") { LearningRateFactor = 0.5 }] }).Step(slow, Gradients(20), 0.02);
            Assert.Equal(NewParameters(20)[..4], apart[..4]);
            Assert.Equal(together[16..], apart[16..]);
            Assert.Equal(together, slow);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LargeBlocksAreUpdatedOnAllThreadsToTheSameBits(int threads)
    {
        const int length = 100_003;
        ParameterRange[] ranges = [Range("w", 0, 70_000), Range("b", 70_001, 30_002, decays: false)];
        foreach (var optimizer in All)
        {
            float[] expected = NewParameters(length), actual = NewParameters(length);
            var one = (optimizer with { WeightDecay = 0.1, L1Penalty = 0.01 }).CreateState(length, ranges, new() { MaximumGradientNorm = 5 });
            var more = (optimizer with { WeightDecay = 0.1, L1Penalty = 0.01 }).CreateState(length, ranges, new() { MaximumGradientNorm = 5, Threads = threads });
            for (int step = 0; step < 2; step++)
            {
                one.Step(expected, Gradients(length), 0.01);
                more.Step(actual, Gradients(length), 0.01);
            }

            Assert.Equal(expected, actual);
            Assert.NotEqual(NewParameters(length), actual);
        }
    }

    [Fact]
    public void GradientsAreClippedByTheirNorm()
    {
        float[] parameters = new float[20];
        var state = new Sgd { Momentum = 0 }.CreateState(20, [Range("a", 0, 2), Range("b", 16, 2)], new() { MaximumGradientNorm = 1 });
        float[] gradients = new float[20];
        (gradients[0], gradients[17]) = (3, -4);
        state.Step(parameters, gradients, 1);
        Assert.Equal(-0.6f, parameters[0], 1e-6f);
        Assert.Equal(0.8f, parameters[17], 1e-6f);

        (gradients[0], gradients[17]) = (0.3f, 0.4f);
        parameters.AsSpan().Clear();
        state.Step(parameters, gradients, 1);
        Assert.Equal(-0.3f, parameters[0]);
    }

    [Fact]
    public void GradientsAreClippedByTheirValue()
    {
        float[] parameters = new float[3];
        new Sgd { Momentum = 0 }.CreateState(3, [Range("a", 0, 3)], new() { MaximumGradient = 0.5 }).Step(parameters, new float[] { 2, -3, 0.25f }, 1);
        Assert.Equal([-0.5f, 0.5f, -0.25f], parameters);
    }

    [Fact]
    public void L1PullsTowardsZeroButSparesBiases()
    {
        float[] parameters = [1, -1, 0, 1];
        var state = new Sgd { Momentum = 0, L1Penalty = 0.25 }.CreateState(4, [Range("weight", 0, 3), Range("bias", 3, 1, decays: false)]);
        state.Step(parameters, new float[4], 1);
        Assert.Equal([0.75f, -0.75f, 0, 1], parameters);
    }

    [Fact]
    public void EveryRunStartsWithEmptySlots()
    {
        ParameterRange[] ranges = [Range("w", 0, 2)];
        foreach (var optimizer in All)
        {
            float[] first = [1, 2], second = [1, 2];
            foreach (float[] parameters in new[] { first, second })
            {
                var state = optimizer.CreateState(2, ranges);
                for (int step = 0; step < 3; step++) state.Step(parameters, new[] { 0.5f, -0.25f }, 0.1);
            }

            Assert.Equal(first, second);
            Assert.NotEqual([1, 2], first);
        }
    }

    [Fact]
    public void OptimizersAreValues()
    {
        Assert.Equal(new Sgd { Momentum = 0.8 }, new Sgd { Momentum = 0.8 });
        Assert.NotEqual(new Sgd { WeightDecay = 1e-4 }, new Sgd());
        Assert.NotEqual<Optimizer>(new Adam(), new AdamW());
        Assert.Contains("Momentum = 0.8", new Sgd { Momentum = 0.8 }.ToString());
        Assert.Contains("Beta2 = 0.999", new Adam().ToString());
        Assert.Equal(0.01, new AdamW().WeightDecay);
        Assert.Equal(0, new AdamW { WeightDecay = 0 }.WeightDecay);
    }

    [Fact]
    public void ValuesOutOfRangeAreRefusedByName()
    {
        Assert.Contains("Momentum", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = 1 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = double.NaN });
        Assert.Contains("WeightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { WeightDecay = -1 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { WeightDecay = double.PositiveInfinity });
        Assert.Contains("L1Penalty", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { L1Penalty = -1 }).Message);
        Assert.Contains("Beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta1 = 1 }).Message);
        Assert.Contains("Beta2", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = double.NaN }).Message);
        Assert.Contains("Epsilon", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 0 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 1e-60 });
        Assert.Contains("Rho", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaDelta { Rho = 1 }).Message);
        Assert.Contains("InitialAccumulator", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaGrad { InitialAccumulator = -1 }).Message);
        Assert.Contains("LearningRateFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("a") { LearningRateFactor = -1 }).Message);
        Assert.Contains("WeightDecayFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("a") { WeightDecayFactor = double.NaN }).Message);
        Assert.Throws<ArgumentException>(() => new ParameterGroup(" "));
    }

    private static ParameterRange Range(string name, int start, int length, bool decays = true) => new(new GraphParameter(name, [length], HasWeightDecay: decays), start, length);

    private static float[] NewParameters(int length) => [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i))];

    private static float[] Gradients(int length) => [.. Enumerable.Range(0, length).Select(i => MathF.Cos(3 * i))];
}
