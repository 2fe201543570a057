namespace Microsoft.ML.ConvNet.Training;

/// <summary>Hears of a run's progress.</summary>
internal interface ITrainingObserver
{
    /// <summary>Called before every batch, also of validation; throws <see cref="OperationCanceledException"/> to stop the run.</summary>
    void ThrowIfCancelled();

    /// <summary>Called after every training batch.</summary>
    /// <param name="epoch">One-based.</param>
    /// <param name="rowsDone">Rows of this epoch that have been trained.</param>
    /// <param name="rowCount">Rows of the epoch.</param>
    /// <param name="loss">Mean loss of the batch.</param>
    void OnBatch(int epoch, long rowsDone, long rowCount, double loss);

    /// <summary>Called after every epoch, validation included.</summary>
    /// <param name="metrics">What the epoch came to.</param>
    /// <param name="remaining">Estimated time to the end of the run.</param>
    void OnEpoch(EpochMetrics metrics, TimeSpan remaining);

    /// <summary>Called once when the loss turned NaN or infinite.</summary>
    /// <param name="epoch">One-based.</param>
    /// <param name="learningRate">Rate of the step.</param>
    /// <param name="loss">What the loss became.</param>
    /// <param name="keptEpoch">The epoch whose weights are given back; 0 for the initial ones.</param>
    void OnDiverged(int epoch, double learningRate, double loss, int keptEpoch);
}
