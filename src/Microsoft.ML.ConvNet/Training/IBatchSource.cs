namespace Microsoft.ML.ConvNet.Training;

/// <summary>Where the training loop gets its mini-batches from. Rows come standardised, in H, W, C order.</summary>
/// <remarks>A source is used by one thread at a time.</remarks>
internal interface IBatchSource : IDisposable
{
    /// <summary>Shape of one image.</summary>
    ImageShape ImageShape { get; }

    /// <summary>Number of classes K, or of targets of a row.</summary>
    int ClassCount { get; }

    /// <summary>Rows of one pass.</summary>
    long RowCount { get; }

    /// <summary>Starts a pass. The rows depend only on the source's seed and the epoch (training), or are the data's own (validation).</summary>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="skippedRows">
    /// Rows of the pass that are left out, a number of whole batches: what follows is what would follow if they had been read. This is how a run is resumed within an epoch.
    /// </param>
    void BeginEpoch(int epoch, long skippedRows = 0);

    /// <summary>Writes the next rows of the pass.</summary>
    /// <param name="batch">Room for the batch; always for the same number of rows within a pass.</param>
    /// <returns>The number of rows written; 0 at the end of the pass. Only the last batch of a pass may be partial.</returns>
    int NextBatch(MiniBatch batch);
}
