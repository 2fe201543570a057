using System.Diagnostics;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Learning;

/// <summary>Tells the time of training from the time of reading the pictures before it.</summary>
internal sealed class TrainingTime
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _firstBatch;

    /// <summary>From the first batch to the last; of a training that went on from a checkpoint, what came after it.</summary>
    public TimeSpan Training { get; private set; }

    /// <summary>What came before.</summary>
    public TimeSpan Reading => Stopwatch.GetElapsedTime(_start, _firstBatch == 0 ? Stopwatch.GetTimestamp() : _firstBatch);

    /// <summary>Training pictures a second.</summary>
    public double ImagesPerSecond { get; private set; }

    public void OnProgress(ConvNetProgress progress)
    {
        ImagesPerSecond = progress.ImagesPerSecond;

        // The report comes after the batch, which is small beside the reading.
        if (_firstBatch == 0) _firstBatch = Stopwatch.GetTimestamp();
    }

    public void OnMetrics()
    {
        if (_firstBatch != 0) Training = Stopwatch.GetElapsedTime(_firstBatch);
    }
}
