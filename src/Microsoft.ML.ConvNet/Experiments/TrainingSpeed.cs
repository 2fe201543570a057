using System.Diagnostics;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>How many epochs an experiment's trials get, by the speed of the first one.</summary>
internal static class TrainingSpeed
{
    /// <summary>Epochs of a whole trial when the speed is not known.</summary>
    public const int UnknownEpochs = 20;

    /// <summary>A whole trial takes this part of the time: halving tries with the rest of it what becomes of a trial's first epochs, and trains the best with this part.</summary>
    private const double ShareOfHalving = 0.5;

    /// <summary>Random search needs time for several whole trials.</summary>
    private const double ShareOfRandom = 0.2;

    /// <summary>If the time is short, a whole trial may take so much of it, for a few epochs.</summary>
    private const double LargestShare = 0.6;

    private const int FewEpochs = 5, MostEpochs = 300;

    /// <summary>Rows that are scored in the time in which one is trained: forward alone, without backward.</summary>
    private const double ScoredForTrained = 3;

    private static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(5);

    /// <summary>Share of the time that the measurement may take.</summary>
    private const double MeasuredShare = 0.04;

    /// <summary>The quickest part of the batches counts: the first ones are slow, because code is still being compiled, and others when the machine does something else.</summary>
    private const int QuickestPart = 5;

    /// <summary>Epochs of a whole trial.</summary>
    public static int Epochs(TimeSpan time, double secondsPerEpoch, ConvNetSearchAlgorithm algorithm)
    {
        double share = algorithm == ConvNetSearchAlgorithm.Random ? ShareOfRandom : ShareOfHalving;
        double usual = time.TotalSeconds * share / secondsPerEpoch, few = Math.Min(FewEpochs, time.TotalSeconds * LargestShare / secondsPerEpoch);
        return (int)Math.Clamp(Math.Max(usual, few), 1, MostEpochs);
    }

    /// <summary>Trains for a moment.</summary>
    /// <returns>Seconds of an epoch, validation included.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static double Measure(MulticlassClassificationCatalog catalog, ExperimentData data, ConvNetTrainer.Options options, ExperimentClock clock, CancellationToken cancellation)
    {
        double longest = Math.Min(clock.Remaining.TotalSeconds * MeasuredShare, LongestMeasurement.TotalSeconds);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long start = 0, last = 0;
        var secondsOfBatches = new List<double>();
        options.CancellationToken = stop.Token;
        options.ProgressCallback = _ =>
        {
            long now = Stopwatch.GetTimestamp();
            if (start == 0) start = now;
            else secondsOfBatches.Add(Stopwatch.GetElapsedTime(last, now).TotalSeconds);
            last = now;
            if (Stopwatch.GetElapsedTime(start, now).TotalSeconds >= longest || clock.IsTimeUp) stop.Cancel();
        };
        try
        {
            catalog.Trainers.ConvNet(options).Fit(data.Schema, data.Training, data.Validation).Dispose();
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        secondsOfBatches.Sort();
        double secondsPerBatch = secondsOfBatches.Count > 0 ? secondsOfBatches[secondsOfBatches.Count / QuickestPart] : longest;
        return secondsPerBatch / options.BatchSize * (data.Training.RowCount + data.Validation.RowCount / ScoredForTrained);
    }
}
