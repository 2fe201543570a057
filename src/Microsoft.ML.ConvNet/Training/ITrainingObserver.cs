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
    void OnEpoch(EpochMetrics metrics);

    /// <summary>Called once when the loss turned NaN or infinite.</summary>
    void OnDiverged(int epoch, double learningRate, double loss);
}
