using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>Data sets and passes for tests of what feeds the network.</summary>
internal static class Feed
{
    public static readonly ImageShape Shape = new(1, 3, 4);

    /// <summary>Rows of bytes (or of floats) that tell which row they are, of three classes, with weights.</summary>
    public static MemoryView View(int rows, bool asBytes = true) => new(
        rows,
        MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Single, 1, 3, 4), row => new VBuffer<float>(12, Pixels(row, asBytes))),
        MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 3), row => (uint)(row * 7 % 3) + 1),
        MemoryColumn.From("Weight", NumberDataViewType.Single, row => 1 + row / 2f));

    public static float[] Pixels(long row, bool asBytes = true) =>
        [.. Enumerable.Range(0, 12).Select(i => (i == 0 ? row % 256 : i == 1 ? row / 256 : (row * 31 + i * 17) % 256) + (asBytes ? 0 : 0.25f))];

    public static ImageDataSet Read(IDataView view, long cacheLimit = long.MaxValue, long chunkBytes = ImageCache.DefaultChunkBytes) => ImageDataSet.ReadTraining(
        view, new() { FeatureColumnName = "Features", LabelColumnName = "Label", ExampleWeightColumnName = "Weight", CacheLimit = cacheLimit, ChunkBytes = chunkBytes });

    /// <summary>A source that is not prepared ahead.</summary>
    public static BatchSource Direct(ImageDataSet data, AugmentationList? augmentation = null, ulong? seed = 5)
    {
        IRowSource rows = data.IsCached ? new CachedRowSource(data, seed) : new StreamedRowSource(data, seed, data.RowsWithinLimit);
        return new BatchSource(rows, Preparer(data, augmentation));
    }

    /// <summary>The same, prepared ahead.</summary>
    public static PrefetchingBatchSource Prefetching(ImageDataSet data, int threads, AugmentationList? augmentation = null, int batchSize = 10, int depth = 3)
    {
        IRowSource rows = data.IsCached ? new CachedRowSource(data, 5) : new StreamedRowSource(data, 5, data.RowsWithinLimit);
        return new PrefetchingBatchSource(rows, () => Preparer(data, augmentation), batchSize, depth, threads);
    }

    /// <summary>All that a pass gives: pixels, labels, weights, second labels and shares, and the rows of its batches.</summary>
    public static (List<float> Values, List<int> Batches) Pass(IBatchSource source, int epoch = 0, long skippedRows = 0, int batchSize = 10)
    {
        float[] pixels = new float[batchSize * source.ImageShape.Size], weights = new float[batchSize], shares = new float[batchSize];
        int[] labels = new int[batchSize], seconds = new int[batchSize];
        shares.AsSpan().Fill(1);
        List<float> values = [];
        List<int> batches = [];
        source.BeginEpoch(epoch, skippedRows);
        while (true)
        {
            int rows = source.NextBatch(new MiniBatch { Pixels = pixels, Labels = labels, Weights = weights, SecondLabels = seconds, Shares = shares });
            if (rows == 0) return (values, batches);
            batches.Add(rows);
            for (int row = 0; row < rows; row++)
            {
                values.AddRange(pixels.AsSpan(row * source.ImageShape.Size, source.ImageShape.Size));
                values.AddRange([labels[row], weights[row], shares[row], shares[row] < 1 ? seconds[row] : -1]);
            }
        }
    }

    /// <summary>The numbers of the rows, in the order of a pass without augmentation.</summary>
    public static int[] Order(IBatchSource source, int epoch = 0, long skippedRows = 0)
    {
        int size = Shape.Size + 4;
        return [.. Pass(source, epoch, skippedRows).Values.Chunk(size).Select(row => (int)row[0] + 256 * (int)row[1])];
    }

    private static BatchPreparer Preparer(ImageDataSet data, AugmentationList? augmentation) =>
        new(data, PixelStatistics.Identity(data.ImageShape.Channels), augmentation ?? Augmentations.None, seed: 5);
}
