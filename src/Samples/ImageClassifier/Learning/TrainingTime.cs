using System.Diagnostics;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Learning;

/// <summary>Tells the time of training from the time of reading the pictures before it.</summary>
internal sealed class TrainingTime
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>From the first batch to the last.</summary>
    public TimeSpan Training { get; private set; }

    /// <summary>What came before.</summary>
    public TimeSpan Reading { get; private set; }

    /// <summary>Training pictures a second.</summary>
    public double ImagesPerSecond { get; private set; }

    public void OnProgress(ConvNetProgress progress) => ImagesPerSecond = progress.ImagesPerSecond;

    public void OnMetrics(ConvNetMetrics metrics)
    {
        Training = metrics.Elapsed;
        Reading = Stopwatch.GetElapsedTime(_start) - metrics.Elapsed;
    }
}
