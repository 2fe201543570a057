using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class OptimizerTests
{
    [Fact]
    public void NeighboursWithTheSameDecayAreUpdatedTogether()
    {
        ParameterRange Range(string name, int start, int length, bool decays) => new(new GraphParameter(name, [length], HasWeightDecay: decays), start, length);
        ParameterRange[] ranges = [Range("c", 48, 5, false), Range("a", 0, 10, true), Range("b", 16, 20, true), Range("d", 64, 8, true)];
        Assert.Equal(
            [new DecaySegment(0, 36, 0.5f), new DecaySegment(48, 5, 0), new DecaySegment(64, 8, 0.5f)],
            DecaySegment.Cut(80, ranges, 0.5));
        Assert.Equal([new DecaySegment(0, 72, 0)], DecaySegment.Cut(80, ranges, 0));
        var error = Assert.Throws<ArgumentException>(() => DecaySegment.Cut(71, ranges, 0));
        Assert.Contains("'d'", error.Message);
    }

    [Fact]
    public void EveryRunStartsWithEmptySlots()
    {
        ParameterRange[] ranges = [new(new GraphParameter("w", [2]), 0, 2)];
        foreach (Optimizer optimizer in new Optimizer[] { new Sgd(), new Adam() })
        {
            float[] first = [1, 2], second = [1, 2];
            foreach (float[] parameters in new[] { first, second })
            {
                var state = optimizer.CreateState(2, ranges);
                for (int step = 0; step < 3; step++) state.Step(parameters, [0.5f, -0.25f], 0.1);
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
        Assert.Contains("Momentum = 0.8", new Sgd { Momentum = 0.8 }.ToString());
        Assert.Contains("Beta2 = 0.999", new Adam().ToString());
    }

    [Fact]
    public void ValuesOutOfRangeAreRefusedByName()
    {
        Assert.Contains("Momentum", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = 1 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = double.NaN });
        Assert.Contains("WeightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { WeightDecay = -1 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { WeightDecay = double.PositiveInfinity });
        Assert.Contains("Beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta1 = 1 }).Message);
        Assert.Contains("Beta2", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = double.NaN }).Message);
        Assert.Contains("Epsilon", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 0 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 1e-60 });
    }
}
