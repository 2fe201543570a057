using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Chooses how a data set is fed to the network: from memory or read again, prepared ahead or when asked for. The batches do not depend on the latter.</summary>
internal static class BatchSources
{
    /// <summary>Batches that are prepared ahead, for each thread that prepares and one more.</summary>
    private const int BatchesAhead = 2;

    /// <summary>Mini-batches for training.</summary>
    /// <param name="augmentation">What to do to the images.</param>
    /// <param name="seed">Of order and augmentation.</param>
    /// <param name="shuffles">Whether every epoch has an order of its own; else the data's.</param>
    /// <param name="batchSize">Rows that will be asked for.</param>
    /// <param name="threads">Most threads that prepare batches.</param>
    /// <param name="throwIfCancelled">Called before every row that is read again, by any thread.</param>
    public static IBatchSource Training(
        ImageDataSet data, PixelStatistics statistics, AugmentationList augmentation, ulong seed, bool shuffles, int batchSize, int threads, Action throwIfCancelled)
    {
        ulong? order = shuffles ? seed : null;
        return Create(data, () => new BatchPreparer(data, statistics, augmentation, seed), order, batchSize, threads, throwIfCancelled, isWork: augmentation.Count > 0);
    }

    /// <summary>Mini-batches for validation: as they are, in the data's own order.</summary>
    /// <inheritdoc cref="Training" path="/param"/>
    public static IBatchSource Validation(ImageDataSet data, PixelStatistics statistics, int batchSize, Action throwIfCancelled) =>
        Create(data, () => new BatchPreparer(data, statistics, Augmentations.None, 0), null, batchSize, threads: 1, throwIfCancelled, isWork: false);

    private static IBatchSource Create(
        ImageDataSet data, Func<BatchPreparer> createPreparer, ulong? order, int batchSize, int threads, Action throwIfCancelled, bool isWork)
    {
        IRowSource rows = data.IsCached ? new CachedRowSource(data, order) : new StreamedRowSource(data, order, data.RowsWithinLimit, throwIfCancelled);

        // Bytes in memory are standardised as fast as a prepared batch is copied.
        if (data.IsCached && !isWork) return new BatchSource(rows, createPreparer());
        return new PrefetchingBatchSource(rows, createPreparer, (int)Math.Min(batchSize, data.RowCount), threads + BatchesAhead, threads);
    }
}
