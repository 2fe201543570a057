using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>Batches that are prepared ahead are those that are not, whatever the threads; errors come where they belong; nothing hangs.</summary>
public class PrefetchingBatchSourceTests
{
    private static readonly AugmentationList Augmentation =
        Augmentations.RandomResizedCrop(0.3f).RandomCrop(2).Rotation(20).HorizontalFlip().VerticalFlip().ColorJitter(0.3f, 0.3f).Cutout(2, 0.5f).RandAugment().MixUp(0.5f, 0.7f).CutMix();

    [Theory]
    [InlineData(long.MaxValue, true)]
    [InlineData(long.MaxValue, false)]
    [InlineData(600, true)]
    [InlineData(600, false)]
    public void BatchesDependOnSeedEpochAndRowAlone(long cacheLimit, bool asBytes)
    {
        var data = Feed.Read(Feed.View(123, asBytes), cacheLimit);
        using var direct = Feed.Direct(data, Augmentation);
        var first = Feed.Pass(direct, 0);
        var second = Feed.Pass(direct, 1);
        Assert.NotEqual(first.Values, second.Values);
        Assert.Equal([.. Enumerable.Repeat(10, 12), 3], first.Batches);
        for (int threads = 1; threads <= 4; threads++)
        {
            using var source = Feed.Prefetching(data, threads, Augmentation, depth: threads + 1);
            Assert.Equal(second.Values, Feed.Pass(source, 1).Values);
            Assert.Equal(first.Values, Feed.Pass(source, 0).Values);
            Assert.Equal(first.Values[(50 * 16)..], Feed.Pass(source, 0, skippedRows: 50).Values);
        }
    }

    [Fact]
    public void AnImageIsChangedAloneWhereverItStands()
    {
        // Without mixing a row becomes the same in batches of any size, cached or streamed.
        var list = Augmentations.RandomCrop(1).ColorJitter(0.5f);
        var view = Feed.View(60);
        using var one = Feed.Direct(Feed.Read(view), list);
        using var streamed = Feed.Direct(Feed.Read(view, 500), list);
        float[][] expected = Rows(one, 10);
        Assert.Equal(expected, Rows(one, 7));
        Assert.Equal(expected, Rows(streamed, 10));

        // Weights tell the rows.
        static float[][] Rows(IBatchSource source, int batchSize) => [.. Feed.Pass(source, 3, batchSize: batchSize).Values.Chunk(16).OrderBy(row => row[13])];
    }

    [Fact]
    public void AnErrorComesBehindTheBatchesBeforeIt()
    {
        bool isFirst = true;
        var view = new MemoryView(
            100, MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Single, 1, 3, 4), row => !isFirst && row == 55 ? throw new IOException("gone") : new VBuffer<float>(12, Feed.Pixels(row))),
            MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 3), row => (uint)(row % 3) + 1));
        var data = ImageDataSet.ReadTraining(view, new() { FeatureColumnName = "Features", LabelColumnName = "Label", CacheLimit = 0 });
        isFirst = false;
        var source = new PrefetchingBatchSource(
            new StreamedRowSource(data, null, 1), () => new BatchPreparer(data, PixelStatistics.Identity(1), Augmentations.None, 0), batchSize: 10, depth: 3, threads: 2);
        for (int pass = 0; pass < 2; pass++)
        {
            int batches = 0;
            source.BeginEpoch(pass);
            var exception = Assert.Throws<IOException>(() =>
            {
                while (Take(source, 10) > 0) batches++;
            });
            Assert.Equal(("gone", 5), (exception.Message, batches));
        }

        source.Dispose();
    }

    [Fact]
    public void CancellationReachesTheReader()
    {
        var data = Feed.Read(Feed.View(200), cacheLimit: 0);
        bool isCancelled = false;
        var rows = new StreamedRowSource(data, null, 1, () =>
        {
            if (Volatile.Read(ref isCancelled)) throw new OperationCanceledException();
        });
        using var source = new PrefetchingBatchSource(rows, () => new BatchPreparer(data, PixelStatistics.Identity(1), Augmentations.None, 0), 10, depth: 2, threads: 1);
        source.BeginEpoch(0);
        Assert.Equal(10, Take(source, 10));
        Volatile.Write(ref isCancelled, true);
        Assert.Throws<OperationCanceledException>(() =>
        {
            for (int batch = 0; batch < 20; batch++) Take(source, 10);
        });
    }

    [Fact]
    public void APassCanBeLeftAtAnyPlace()
    {
        var data = Feed.Read(Feed.View(95));
        for (int threads = 1; threads <= 3; threads++)
        {
            var source = Feed.Prefetching(data, threads, Augmentations.HorizontalFlip());
            Assert.Equal(0, Take(source, 10));
            for (int taken = 0; taken < 12; taken++)
            {
                source.BeginEpoch(taken);
                for (int batch = 0; batch < taken; batch++) Assert.Equal(batch < 9 ? 10 : batch == 9 ? 5 : 0, Take(source, 10));
            }

            source.BeginEpoch(0);
            source.Dispose();
            source.Dispose();
        }

        var unused = Feed.Prefetching(data, 2);
        unused.Dispose();
    }

    [Fact]
    public void BatchesAllocateNothing() => ChildProcess.Run(CheckAllocations, ChildProcess.CompileOnce);

    private static void CheckAllocations()
    {
        var data = Feed.Read(Feed.View(95));
        using var source = Feed.Prefetching(data, 2, Augmentation);
        float[] pixels = new float[120], weights = new float[10], shares = new float[10];
        int[] labels = new int[10], seconds = new int[10];

        // Both threads have to meet every augmentation once.
        for (int epoch = 0; epoch < 30; epoch++) RunEpoch(epoch);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int epoch = 0; epoch < 30; epoch++) RunEpoch(epoch);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        if (allocated != 0) throw new InvalidOperationException($"Thirty passes allocated {allocated} bytes.");

        void RunEpoch(int epoch)
        {
            source.BeginEpoch(epoch);
            while (source.NextBatch(new MiniBatch { Pixels = pixels, Labels = labels, Weights = weights, SecondLabels = seconds, Shares = shares }) > 0) { }
        }
    }

    [Fact]
    public void BatchesOfAnotherSizeAreRefused()
    {
        using var source = Feed.Prefetching(Feed.Read(Feed.View(95)), 1);
        source.BeginEpoch(0);
        Assert.Contains("batches of 10 are prepared", Assert.Throws<ArgumentException>(() => Take(source, 9)).Message);
    }

    private static int Take(IBatchSource source, int rows) =>
        source.NextBatch(new MiniBatch { Pixels = new float[rows * 12], Labels = new int[rows], Weights = new float[rows], SecondLabels = new int[rows], Shares = new float[rows] });
}
