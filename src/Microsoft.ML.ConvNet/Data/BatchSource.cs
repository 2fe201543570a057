using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Mini-batches of a data set, prepared when they are asked for. A batch allocates nothing if the rows are in memory.</summary>
internal sealed class BatchSource(IRowSource rows, BatchPreparer preparer) : IBatchSource
{
    private RawRows? _raw;

    public ImageShape ImageShape => rows.Data.ImageShape;

    public int ClassCount => rows.Data.ClassCount;

    public long RowCount => rows.Data.RowCount;

    /// <summary>A source for training: a new order in every epoch.</summary>
    /// <exception cref="InvalidOperationException">There are more rows than an array can hold.</exception>
    public static BatchSource Shuffled(ImageDataSet data, PixelStatistics statistics, ulong seed, AugmentationList? augmentation = null) =>
        new(new CachedRowSource(data, seed), new BatchPreparer(data, statistics, augmentation ?? Augmentations.None, seed));

    /// <summary>A source for validation: the data's own order.</summary>
    public static BatchSource Sequential(ImageDataSet data, PixelStatistics statistics) =>
        new(new CachedRowSource(data, null), new BatchPreparer(data, statistics, Augmentations.None, 0));

    public void BeginEpoch(int epoch, long skippedRows = 0) => rows.BeginEpoch(epoch, skippedRows);

    public int NextBatch(MiniBatch batch)
    {
        int rowSize = ImageShape.Size;
        int room = Math.Min(Math.Min(batch.Labels.Length, batch.Weights.Length), batch.Pixels.Length / rowSize);
        if (room == 0) throw new ArgumentException("There is no room for a single row.", nameof(batch));
        if (_raw?.Capacity != room) _raw = new RawRows(room, rowSize);
        rows.Read(_raw);
        preparer.Prepare(_raw, batch);
        return _raw.Count;
    }

    public void Dispose() => rows.Dispose();
}
