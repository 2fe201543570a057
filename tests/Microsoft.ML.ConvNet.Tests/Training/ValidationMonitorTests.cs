using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class ValidationMonitorTests
{
    [Fact]
    public void StopsAfterAsManyEpochsWithoutImprovementAsPatienceSays()
    {
        Assert.Equal((3, 5), Follow(new EarlyStopping { Patience = 2 }, 5, 4, 3, 3, 3.5, 1));
        Assert.Equal((6, 0), Follow(new EarlyStopping { Patience = 4 }, 5, 4, 3, 3, 3.5, 1));
    }

    [Fact]
    public void SmallImprovementsDoNotDelayTheEndButCountAsBest()
    {
        // 4.5 is no improvement on 5 by more than 1, and neither is 4; 3.9 is.
        Assert.Equal((3, 3), Follow(new EarlyStopping { Patience = 2, MinDelta = 1 }, 5, 4.5, 4, 3.9));
        Assert.Equal((4, 0), Follow(new EarlyStopping { Patience = 3, MinDelta = 1 }, 5, 4.5, 4, 3.9));
    }

    [Fact]
    public void MoreAccuracyIsBetter() =>
        Assert.Equal((2, 4), Follow(new EarlyStopping { Metric = EarlyStoppingMetric.Accuracy, Patience = 2 }, 0.5, 0.6, 0.5, 0.2, 0.9));

    [Fact]
    public void OfEqualAccuraciesTheSmallerLossIsBetterButNoImprovement() =>
        Assert.Equal((3, 4), Follow(new EarlyStopping { Metric = EarlyStoppingMetric.Accuracy, Patience = 2 }, 0.5, 0.6, 0.6, 0.2, 0.9));

    [Fact]
    public void TheEndOfAWaveIsBetterThanAnyMidst()
    {
        CheckWaves(EarlyStoppingMetric.Loss, (0.5, 0, true), (0.3, 0, true), (0.6, 1, true), (0.2, 0, false), (0.6, 2, false), (0.4, 2, true));
        CheckWaves(EarlyStoppingMetric.Accuracy, (0.7, 0, true), (0.8, 0, true), (0.75, 1, true), (0.9, 0, false), (0.74, 2, true), (0.73, 2, false), (0.76, 2, true));
    }

    private static void CheckWaves(EarlyStoppingMetric metric, params (double Value, int Wave, bool IsBest)[] epochs)
    {
        var monitor = new ValidationMonitor(new EarlyStopping { Metric = metric });
        foreach (var (value, wave, isBest) in epochs)
        {
            var metrics = new EpochMetrics { Epoch = 1, Step = 1, LearningRate = 1, Loss = 1, Accuracy = 1, ImagesPerSecond = 1, Elapsed = default, ValidationLoss = value, ValidationAccuracy = value };
            Assert.Equal(isBest, monitor.OnEpoch(metrics, wave));
        }
    }

    [Fact]
    public void ValuesOutOfRangeAreRefusedByName()
    {
        Assert.Contains("Patience", Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { Patience = 0 }).Message);
        Assert.Contains("MinDelta", Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { MinDelta = -1e-9 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { MinDelta = double.NaN });
        Assert.Contains("Metric", Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { Metric = (EarlyStoppingMetric)2 }).Message);
    }

    /// <summary>The best epoch and the one after which to stop (0 for none), one-based.</summary>
    private static (int Best, int Stop) Follow(EarlyStopping criteria, params double[] values)
    {
        var monitor = new ValidationMonitor(criteria);
        int best = 0;
        for (int epoch = 1; epoch <= values.Length; epoch++)
        {
            double value = values[epoch - 1];

            // The other metric gets better all the time.
            bool isLoss = criteria.Metric == EarlyStoppingMetric.Loss;
            var metrics = new EpochMetrics
            {
                Epoch = epoch, Step = epoch, LearningRate = 1, Loss = 1.0 / epoch, Accuracy = 1, ImagesPerSecond = 1, Elapsed = default,
                ValidationLoss = isLoss ? value : 1.0 / epoch, ValidationAccuracy = isLoss ? epoch : value,
            };
            if (monitor.OnEpoch(metrics)) best = epoch;
            if (monitor.ShouldStop) return (best, epoch);
        }

        return (best, 0);
    }
}
