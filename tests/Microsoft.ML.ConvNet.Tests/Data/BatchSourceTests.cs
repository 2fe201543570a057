using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class BatchSourceTests
{
    private const int Rows = 101;

    [Fact]
    public void ShuffledEpochsVisitEveryRowOnceInAnOrderOfTheirOwn()
    {
        var data = Data(chunkBytes: 64);
        using var source = BatchSource.Shuffled(data, PixelStatistics.Identity(1), seed: 5);
        int[] first = Order(source, epoch: 0), second = Order(source, epoch: 1);
        Assert.Equal(Enumerable.Range(0, Rows), first.Order());
        Assert.Equal(Enumerable.Range(0, Rows), second.Order());
        Assert.NotEqual(Enumerable.Range(0, Rows), first);
        Assert.NotEqual(first, second);

        // Only seed and epoch matter: not what ran before, the size of batches, or the chunks.
        Assert.Equal(first, Order(source, epoch: 0, batchSize: 1));
        using var other = BatchSource.Shuffled(Data(ImageCache.DefaultChunkBytes), PixelStatistics.Identity(1), seed: 5);
        Assert.Equal(second, Order(other, epoch: 1, batchSize: 64));
        using var reseeded = BatchSource.Shuffled(data, PixelStatistics.Identity(1), seed: 6);
        Assert.NotEqual(first, Order(reseeded, epoch: 0));
    }

    [Fact]
    public void ShufflingIsUniform()
    {
        const int epochs = 20_000, rows = 4;
        using var source = BatchSource.Shuffled(Data(ImageCache.DefaultChunkBytes, rows), PixelStatistics.Identity(1), seed: 1);
        var counts = new Dictionary<string, int>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            string order = string.Join(' ', Order(source, epoch, rows));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        // 24 orders, expected 833 of each with a deviation of 28.
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 833 - 6 * 28, 833 + 6 * 28));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(101)]
    [InlineData(200)]
    public void SequentialKeepsTheOrderWhateverTheBatch(int batchSize)
    {
        using var source = BatchSource.Sequential(Data(chunkBytes: 24), PixelStatistics.Identity(1));
        for (int epoch = 0; epoch < 2; epoch++) Assert.Equal(Enumerable.Range(0, Rows), Order(source, epoch, batchSize));
    }

    [Fact]
    public void LabelsAndWeightsGoWithTheirPixels()
    {
        using var source = BatchSource.Shuffled(Data(chunkBytes: 64), PixelStatistics.Identity(1), seed: 3);
        source.BeginEpoch(0);
        float[] pixels = new float[14], weights = new float[7];
        int[] labels = new int[7];
        int seen = 0;
        for (int rows; (rows = source.NextBatch(new MiniBatch { Pixels = pixels, Labels = labels, Weights = weights })) > 0; seen += rows)
        {
            for (int i = 0; i < rows; i++)
            {
                int row = (int)pixels[2 * i];
                Assert.Equal((255 - row, row % 3, row / 2f), (pixels[2 * i + 1], labels[i], weights[i]));
            }
        }

        Assert.Equal(Rows, seen);
    }

    [Fact]
    public void BytesAndFloatsAreStandardisedAlike()
    {
        var statistics = new PixelStatistics([100.3f, 50.7f], [33.1f, 11.9f]);
        float[][] images = [.. Enumerable.Range(0, 20).Select(row => Enumerable.Range(0, 8).Select(i => (float)(row * 13 + i * 29 & 255)).ToArray())];
        var expected = images.SelectMany(image => image).Select((value, i) => (value - statistics.Mean[i % 2]) / statistics.Deviation[i % 2]).ToArray();

        var bytes = Read(images, odd: null, statistics, out bool isBytes);
        Assert.True(isBytes);
        Assert.Equal(expected, bytes);

        // One more row with a fraction keeps all of them as floats.
        var floats = Read(images, odd: [.. Enumerable.Repeat(0.5f, 8)], statistics, out isBytes);
        Assert.False(isBytes);
        Assert.Equal(expected, floats[..^8]);
    }

    [Fact]
    public void BatchesAllocateNothing()
    {
        using var source = BatchSource.Shuffled(Data(chunkBytes: 64), PixelStatistics.Identity(1), seed: 3);
        float[] pixels = new float[20], weights = new float[10];
        int[] labels = new int[10];
        RunEpoch(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunEpoch(1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void RunEpoch(int epoch)
        {
            source.BeginEpoch(epoch);
            while (source.NextBatch(new MiniBatch { Pixels = pixels, Labels = labels, Weights = weights }) > 0) { }
        }
    }

    [Fact]
    public void NothingComesBeforeAnEpochBeginsOrWithoutRoom()
    {
        using var source = BatchSource.Sequential(Data(chunkBytes: 64), PixelStatistics.Identity(1));
        Assert.Equal(0, source.NextBatch(new MiniBatch { Pixels = new float[2], Labels = new int[1], Weights = new float[1] }));
        Assert.Throws<ArgumentException>(() => source.NextBatch(new MiniBatch { Pixels = new float[1], Labels = new int[1], Weights = new float[1] }));
        Assert.Throws<ArgumentException>(() => BatchSource.Sequential(Data(chunkBytes: 64), PixelStatistics.Identity(3)));
    }

    private static ImageDataSet Data(long chunkBytes, int rows = Rows)
    {
        var view = new MemoryView(
            rows,
            MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Single, 1, 2), row => new VBuffer<float>(2, [row, 255 - row])),
            MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 3), row => (uint)(row % 3) + 1),
            MemoryColumn.From("Weight", NumberDataViewType.Single, row => row / 2f));
        return ImageDataSet.ReadTraining(
            view, new() { FeatureColumnName = "Features", LabelColumnName = "Label", ExampleWeightColumnName = "Weight", ChunkBytes = chunkBytes });
    }

    private static float[] Read(float[][] images, float[]? odd, PixelStatistics statistics, out bool isBytes)
    {
        if (odd is not null) images = [.. images, odd];
        uint[] labels = [.. images.Select((_, row) => (uint)(row % 2) + 1)];
        var view = new MemoryView(images.Length, MemoryColumn.Pixels("Features", [2, 2, 2], images), MemoryColumn.Keys("Label", 2, labels));
        var options = new ImageDataSetOptions { FeatureColumnName = "Features", LabelColumnName = "Label", Image = new() { Layout = PixelLayout.Interleaved } };
        var data = ImageDataSet.ReadTraining(view, options);
        isBytes = data.Cache.IsBytes;
        using var source = BatchSource.Sequential(data, statistics);
        source.BeginEpoch(0);
        var pixels = new float[images.Length * 8];
        Assert.Equal(images.Length, source.NextBatch(new MiniBatch { Pixels = pixels, Labels = new int[images.Length], Weights = new float[images.Length] }));
        return pixels;
    }

    private static int[] Order(BatchSource source, int epoch, int batchSize = 10)
    {
        var pixels = new float[batchSize * 2];
        var labels = new int[batchSize];
        var weights = new float[batchSize];
        var order = new List<int>();
        source.BeginEpoch(epoch);
        for (int rows; (rows = source.NextBatch(new MiniBatch { Pixels = pixels, Labels = labels, Weights = weights })) > 0;)
        {
            for (int i = 0; i < rows; i++) order.Add((int)pixels[2 * i]);
        }

        return [.. order];
    }
}
