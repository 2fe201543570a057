using System.Diagnostics;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>How many epochs an experiment's trials get, by the speed of the first one.</summary>
internal static class TrainingSpeed
{
    /// <summary>The first trial takes this part of the time: so much is left that the search can be better than it.</summary>
    private const double ShareOfFirstTrial = 0.2;

    /// <summary>If the time is short, the first trial may take so much of it, for a few epochs.</summary>
    private const double LargestShare = 0.6;

    private const int FewEpochs = 5, MostEpochs = 100;

    /// <summary>Rows that are scored in the time in which one is trained: forward alone, without backward.</summary>
    private const double ScoredForTrained = 3;

    private static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(3);

    /// <summary>Share of the time that the measurement may take.</summary>
    private const double MeasuredShare = 0.02;

    /// <summary>Epochs of a whole trial.</summary>
    public static int Epochs(TimeSpan time, double secondsPerEpoch)
    {
        double usual = time.TotalSeconds * ShareOfFirstTrial / secondsPerEpoch, few = Math.Min(FewEpochs, time.TotalSeconds * LargestShare / secondsPerEpoch);
        return (int)Math.Clamp(Math.Max(usual, few), 1, MostEpochs);
    }

    /// <summary>Trains for a moment, from the second batch on: the first brings everything into memory.</summary>
    /// <returns>Seconds of an epoch, validation included.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static double Measure(MulticlassClassificationCatalog catalog, ExperimentData data, ConvNetTrainer.Options options, ExperimentClock clock, CancellationToken cancellation)
    {
        var longest = clock.Remaining * MeasuredShare is var share && share < LongestMeasurement ? share : LongestMeasurement;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long start = 0, rows = 0, firstRows = 0;
        double seconds = 0;
        options.CancellationToken = stop.Token;
        options.ProgressCallback = progress =>
        {
            rows = (progress.Epoch - 1) * progress.RowCount + progress.RowsDone;
            if (start == 0) (start, firstRows) = (Stopwatch.GetTimestamp(), rows);
            else seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds >= longest.TotalSeconds || clock.IsTimeUp) stop.Cancel();
        };
        try
        {
            catalog.Trainers.ConvNet(options).Fit(data.Schema, data.Training, data.Validation).Dispose();
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        double secondsPerRow = seconds > 0 ? seconds / (rows - firstRows) : 1e-6;
        return secondsPerRow * (data.Training.RowCount + data.Validation.RowCount / ScoredForTrained);
    }
}
