using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

internal sealed record BatchReport(int Epoch, long RowsDone, long RowCount, double Loss);

internal sealed record DivergenceReport(int Epoch, double LearningRate, double Loss, int KeptEpoch);

/// <summary>Keeps all that it is told.</summary>
internal sealed class RecordingObserver : ITrainingObserver
{
    public List<BatchReport> Batches { get; } = [];

    public List<EpochMetrics> Epochs { get; } = [];

    public List<TimeSpan> Remaining { get; } = [];

    public List<DivergenceReport> Divergences { get; } = [];

    /// <summary>How often the run may ask whether to stop before the answer is yes.</summary>
    public int CancelAfter { get; init; } = int.MaxValue;

    public int Asked { get; private set; }

    public void ThrowIfCancelled()
    {
        if (Asked == CancelAfter) throw new OperationCanceledException("The test says so.");
        Asked++;
    }

    public void OnBatch(int epoch, long rowsDone, long rowCount, double loss) => Batches.Add(new(epoch, rowsDone, rowCount, loss));

    public void OnEpoch(EpochMetrics metrics, TimeSpan remaining)
    {
        Epochs.Add(metrics);
        Remaining.Add(remaining);
    }

    public void OnDiverged(int epoch, double learningRate, double loss, int keptEpoch) => Divergences.Add(new(epoch, learningRate, loss, keptEpoch));
}
