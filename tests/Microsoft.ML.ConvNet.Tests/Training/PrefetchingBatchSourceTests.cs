using System.Diagnostics;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class PrefetchingBatchSourceTests
{
    private const int BatchSize = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    public void GivesTheRowsOfTheInnerSource(int rowCount)
    {
        using var inner = new FakeBatchSource(rowCount);
        using var prefetching = new PrefetchingBatchSource(new FakeBatchSource(rowCount), BatchSize);
        Assert.Equal(inner.ImageShape, prefetching.ImageShape);
        Assert.Equal(inner.ClassCount, prefetching.ClassCount);
        Assert.Equal(rowCount, prefetching.RowCount);
        foreach (int epoch in new[] { 0, 1, 5 }) Assert.Equal(ReadPass(inner, epoch), ReadPass(prefetching, epoch));
    }

    [Fact]
    public void ReadsOneBatchAheadAndNoMore()
    {
        using var reached = new SemaphoreSlim(0);
        int last = -1;
        using var source = new PrefetchingBatchSource(
            new FakeBatchSource(20)
            {
                BeforeBatch = first =>
                {
                    Volatile.Write(ref last, first);
                    reached.Release();
                },
            },
            BatchSize);
        source.BeginEpoch(0);
        Assert.True(reached.Wait(Patience), "The first batch is not filled before it is asked for.");
        Assert.False(reached.Wait(50), "More than one batch is filled ahead.");
        NextBatch(source);
        Assert.True(reached.Wait(Patience), "The second batch is not filled while the first one is used.");
        Assert.Equal(BatchSize, Volatile.Read(ref last));
        Assert.False(reached.Wait(50), "More than one batch is filled ahead.");
    }

    [Fact]
    public void PassThatIsAbandonedLeavesNothingBehind()
    {
        using var source = new PrefetchingBatchSource(new FakeBatchSource(20), BatchSize);
        source.BeginEpoch(0);
        NextBatch(source);
        NextBatch(source);
        Assert.Equal(ReadPass(new FakeBatchSource(20), 1), ReadPass(source, 1));
    }

    [Fact]
    public void EndOfPassStaysTheEnd()
    {
        using var source = new PrefetchingBatchSource(new FakeBatchSource(5), BatchSize);
        Assert.Equal(0, NextBatch(source));
        source.BeginEpoch(0);
        Assert.Equal(4, NextBatch(source));
        Assert.Equal(1, NextBatch(source));
        for (int i = 0; i < 3; i++) Assert.Equal(0, NextBatch(source));
    }

    [Fact]
    public void ExceptionComesWithItsBatchAndItsStack()
    {
        bool fails = true;
        using var source = new PrefetchingBatchSource(
            new FakeBatchSource(20)
            {
                BeforeBatch = first =>
                {
                    if (fails && first == BatchSize) FailToRead();
                },
            },
            BatchSize);
        source.BeginEpoch(0);
        Assert.Equal(BatchSize, NextBatch(source));
        for (int i = 0; i < 2; i++)
        {
            var error = Assert.Throws<InvalidDataException>(() => NextBatch(source));
            Assert.Equal("broken row", error.Message);
            Assert.Contains(nameof(FailToRead), error.StackTrace);
        }

        fails = false;
        Assert.Equal(ReadPass(new FakeBatchSource(20), 2), ReadPass(source, 2));
    }

    [Fact]
    public void DisposesTheInnerSourceOnce()
    {
        int count = 0;
        var inner = new FakeBatchSource(20) { BeforeDispose = () => count++ };
        var source = new PrefetchingBatchSource(inner, BatchSize);
        source.BeginEpoch(0);
        source.Dispose();
        source.Dispose();
        Assert.True(inner.IsDisposed);
        Assert.Equal(1, count);
        Assert.Throws<ObjectDisposedException>(() => NextBatch(source));
        Assert.Throws<ObjectDisposedException>(() => source.BeginEpoch(1));
    }

    [Fact]
    public void DisposeThrowsWhatTheInnerDisposeThrows()
    {
        var source = new PrefetchingBatchSource(new FakeBatchSource(20) { BeforeDispose = FailToRead }, BatchSize);
        Assert.Throws<InvalidDataException>(source.Dispose);
    }

    [Fact]
    public void DisposeDoesNotWaitForEverForAnInnerSourceThatHangs()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var disposed = new ManualResetEventSlim();
        var source = new PrefetchingBatchSource(
            new FakeBatchSource(20)
            {
                BeforeBatch = _ =>
                {
                    entered.Set();
                    release.Wait();
                },
                BeforeDispose = disposed.Set,
            },
            BatchSize, TimeSpan.FromMilliseconds(50));
        source.BeginEpoch(0);
        Assert.True(entered.Wait(Patience));
        var watch = Stopwatch.StartNew();
        source.Dispose();
        Assert.True(watch.Elapsed < Patience);
        Assert.False(disposed.IsSet, "The inner source was disposed while it was in use.");
        release.Set();
        Assert.True(disposed.Wait(Patience), "The inner source was never disposed.");
    }

    [Fact]
    public void OtherBatchSizesAreRefused()
    {
        using var source = new PrefetchingBatchSource(new FakeBatchSource(20), BatchSize);
        source.BeginEpoch(0);
        var error = Assert.Throws<ArgumentException>(() => source.NextBatch(new float[5 * 6], new int[5], new float[5]));
        Assert.Contains("batches of 4 rows", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrefetchingBatchSource(new FakeBatchSource(20), 0));
    }

    [Fact]
    public void BatchesAllocateNothing() => ChildProcess.Run(CountAllocations, new KeyValuePair<string, string>("DOTNET_TieredCompilation", "0"));

    private static void CountAllocations()
    {
        using var source = new PrefetchingBatchSource(new FakeBatchSource(4000) { KeepsCalls = false }, BatchSize);
        var (pixels, labels, weights) = (new float[BatchSize * 6], new int[BatchSize], new float[BatchSize]);
        long before = 0;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            // The first pass lets the runtime compile (at once and for good, without tiers) and the threads make what they wait with.
            if (epoch == 1) before = GC.GetTotalAllocatedBytes(precise: true);
            source.BeginEpoch(epoch);
            while (source.NextBatch(pixels, labels, weights) > 0)
            {
            }
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        if (allocated != 0) throw new InvalidOperationException($"2000 batches allocated {allocated} bytes.");
    }

    private static void FailToRead() => throw new InvalidDataException("broken row");

    private static int NextBatch(IBatchSource source) => source.NextBatch(new float[BatchSize * 6], new int[BatchSize], new float[BatchSize]);

    /// <summary>All that a pass gives, with the sizes of the batches.</summary>
    private static List<float> ReadPass(IBatchSource source, int epoch)
    {
        var (pixels, labels, weights) = (new float[BatchSize * 6], new int[BatchSize], new float[BatchSize]);
        var all = new List<float>();
        source.BeginEpoch(epoch);
        while (source.NextBatch(pixels, labels, weights) is > 0 and int rows)
        {
            all.Add(rows);
            all.AddRange(pixels.AsSpan(0, rows * 6));
            for (int row = 0; row < rows; row++) all.AddRange([labels[row], weights[row]]);
        }

        return all;
    }
}
