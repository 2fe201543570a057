using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Runs whose loss turns NaN or infinite: they stop, say so, and give back the last good weights.</summary>
public class DivergenceTests
{
    private const int StepsPerEpoch = 4;
    private static readonly ImageShape Shape = new(1, 3, 4);
    private static readonly Network Network = new NetworkBuilder(Shape).Dense(8).ReLU().Dense(3).Build();
    private static readonly Weights Initial = Network.InitializeWeights(1);

    // A step with an infinite rate leaves no finite weight.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void FirstEpochGivesTheInitialWeightsBack(int badStep)
    {
        var observer = new RecordingObserver();
        var result = Train(observer, badStep);
        Assert.Equal(TrainingEnd.Diverged, result.End);
        Assert.Empty(result.History);
        Assert.Empty(observer.Epochs);
        NetworkTrainerTests.AssertSameBits(Initial, result.Weights);

        var report = Assert.Single(observer.Divergences);
        Assert.Equal(1, report.Epoch);
        Assert.Equal(0.01, report.LearningRate);
        Assert.False(double.IsFinite(report.Loss));
        Assert.Equal(badStep + 1, observer.Batches.Count);
        Assert.All(observer.Batches, batch => Assert.True(double.IsFinite(batch.Loss)));
    }

    [Fact]
    public void LaterEpochGivesTheWeightsOfTheOneBeforeBack()
    {
        var observer = new RecordingObserver();
        var result = Train(observer, badStep: 2 * StepsPerEpoch + 1);
        Assert.Equal(TrainingEnd.Diverged, result.End);
        Assert.Equal([1, 2], result.History.Select(metrics => metrics.Epoch));
        Assert.Equal(3, Assert.Single(observer.Divergences).Epoch);
        NetworkTrainerTests.AssertSameBits(Train(new RecordingObserver(), badStep: -1, epochs: 2).Weights, result.Weights);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LastStepOfAnEpochCountsThoughNoLossFollowsIt(bool hasValidation)
    {
        var observer = new RecordingObserver();
        var result = Train(observer, badStep: 2 * StepsPerEpoch - 1, epochs: 2, hasValidation);
        Assert.Equal(TrainingEnd.Diverged, result.End);
        Assert.Single(result.History);
        var report = Assert.Single(observer.Divergences);
        Assert.Equal(2, report.Epoch);
        Assert.Equal(double.PositiveInfinity, report.LearningRate);
        NetworkTrainerTests.AssertSameBits(Train(new RecordingObserver(), badStep: -1, epochs: 1).Weights, result.Weights);
    }

    [Fact]
    public void ValidationLossThatIsNoNumberCounts()
    {
        using var training = new PatternBatchSource(Shape, 3, 16);
        using var validation = new PatternBatchSource(Shape, 3, 8, noise: float.PositiveInfinity);
        var observer = new RecordingObserver();
        var result = NetworkTrainer.Train(Network, Initial, training, validation, Settings(badStep: -1, epochs: 2), observer);
        Assert.Equal(TrainingEnd.Diverged, result.End);
        Assert.Empty(result.History);
        Assert.Single(observer.Divergences);
        NetworkTrainerTests.AssertSameBits(Initial, result.Weights);
    }

    private static TrainingSettings Settings(int badStep, int epochs) => new()
    {
        Epochs = epochs,
        BatchSize = 4,
        Optimizer = new Sgd(),
        Schedule = new ScriptedRate(step => step == badStep ? double.PositiveInfinity : 0.01),
        Seed = 1,
        Threads = 1,
    };

    private static TrainingResult Train(RecordingObserver observer, int badStep, int epochs = 4, bool hasValidation = false)
    {
        using var training = new PatternBatchSource(Shape, 3, 4 * StepsPerEpoch);
        using var validation = hasValidation ? new PatternBatchSource(Shape, 3, 8, stream: 9) : null;
        return NetworkTrainer.Train(Network, Initial, training, validation, Settings(badStep, epochs), observer);
    }
}
