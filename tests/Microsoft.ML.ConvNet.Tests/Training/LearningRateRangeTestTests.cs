using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class LearningRateRangeTestTests
{
    private const int Classes = 3;
    private const int Steps = 60;

    private static readonly ImageShape Shape = new(1, 8, 8);
    private static readonly Network Network = new NetworkBuilder(Shape).Convolution(4, 3, padding: 1).Tanh().Flatten().Dense(Classes).Build();

    private static readonly TrainingSettings Settings =
        new() { Epochs = 1, BatchSize = 8, Optimizer = new Adam(), Schedule = new ConstantRate(1), Seed = 3, Threads = 1 };

    [Fact]
    public void RatesRiseByTheSameFactorUntilTheLossRunsAway()
    {
        var curve = Run(1e-6, 1e3);
        Assert.InRange(curve.Points.Count, 10, Steps - 1);
        Assert.Equal(1e-6, curve.Points[0].LearningRate, 1e-12);
        double factor = Math.Pow(1e9, 1.0 / (Steps - 1));
        for (int i = 1; i < curve.Points.Count; i++) Assert.Equal(factor, curve.Points[i].LearningRate / curve.Points[i - 1].LearningRate, 1e-9);
        Assert.True(curve.Points[^1].SmoothedLoss > curve.Points.Min(point => point.SmoothedLoss));
    }

    [Fact]
    public void TheSuggestedRateIsWhereTheLossFalls()
    {
        var curve = Run(1e-6, 1e3);
        double suggestion = Assert.NotNull(curve.Suggestion);
        int index = curve.Points.ToList().FindIndex(point => point.LearningRate == suggestion);
        Assert.True(curve.Points[index + 2].SmoothedLoss < curve.Points[index - 2].SmoothedLoss);

        // Training at it works: the loss of the last of a few epochs is far below that of guessing.
        var result = NetworkTrainer.Train(
            Network, Network.InitializeWeights(1), new PatternBatchSource(Shape, Classes, 64), null, Settings with { Epochs = 8, Schedule = new ConstantRate(suggestion) },
            new RecordingObserver());
        Assert.True(result.History[^1].Loss < 0.7 * Math.Log(Classes), $"{result.History[^1].Loss} at {suggestion}");
    }

    [Fact]
    public void RatesThatTeachNothingSuggestNothing()
    {
        // So small that no weight changes: the smoothed loss only follows the batches.
        var curve = LearningRateRangeTest.Run(
            Network, Network.InitializeWeights(1), new PatternBatchSource(Shape, Classes, 8), Settings with { Optimizer = new Sgd { Momentum = 0 } }, 1e-30, 1e-29, 5, () => { });
        Assert.Equal(5, curve.Points.Count);
        Assert.Null(curve.Suggestion);
    }

    [Fact]
    public void CancellingEndsIt() => Assert.Throws<OperationCanceledException>(() => LearningRateRangeTest.Run(
        Network, Network.InitializeWeights(1), new PatternBatchSource(Shape, Classes, 64), Settings, 1e-5, 1, Steps, () => throw new OperationCanceledException()));

    private static LearningRateCurve Run(double lowest, double highest) =>
        LearningRateRangeTest.Run(Network, Network.InitializeWeights(1), new PatternBatchSource(Shape, Classes, 64), Settings, lowest, highest, Steps, () => { });
}
