using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>Data sets that do not fit into the cache limit: read again in every pass, shuffled through a bounded buffer.</summary>
public class StreamedRowsTests
{
    private const int Rows = 400;

    // 12 bytes of pixels, 4 of the label, 4 of the weight: 50 of the 400 rows fit.
    private const long Limit = 20 * 50;

    [Fact]
    public void ASetIsKeptIfItFits()
    {
        var view = Feed.View(Rows);
        var exact = Feed.Read(view, cacheLimit: 20 * Rows);
        Assert.True(exact.IsCached);
        Assert.Equal(20 * Rows, exact.Cache.MemoryBytes);
        var streamed = Feed.Read(view, cacheLimit: 20 * Rows - 1);
        Assert.False(streamed.IsCached);
        Assert.Equal((Rows, Rows - 1L), (streamed.RowCount, streamed.RowsWithinLimit));
        Assert.False(Feed.Read(view, cacheLimit: 0).IsCached);

        // Floats take four times as much; so do bytes before a row that is none.
        Assert.False(Feed.Read(Feed.View(Rows, asBytes: false), cacheLimit: 20 * Rows).IsCached);
        Assert.True(Feed.Read(Feed.View(Rows, asBytes: false), cacheLimit: 56 * Rows).IsCached);
        Assert.Equal(3, view.Cursors);
    }

    [Fact]
    public void TheFirstPassTellsAllThatTrainingNeeds()
    {
        foreach (bool asBytes in new[] { true, false })
        {
            var view = Feed.View(Rows, asBytes);
            ImageDataSet cached = Feed.Read(view), streamed = Feed.Read(view, Limit);
            Assert.Equal(cached.ComputeStatistics().Mean.ToArray(), streamed.ComputeStatistics().Mean.ToArray());
            Assert.Equal(cached.ComputeStatistics().Deviation.ToArray(), streamed.ComputeStatistics().Deviation.ToArray());
            Assert.Equal((cached.RowCount, cached.ClassCount, cached.IsBytes, cached.Range), (streamed.RowCount, streamed.ClassCount, streamed.IsBytes, streamed.Range));
            Assert.Equal(cached.Counts, streamed.Counts);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void InTheirOwnOrderRowsAreThoseInMemory(bool asBytes)
    {
        var view = Feed.View(Rows, asBytes);
        using var cached = Feed.Direct(Feed.Read(view), seed: null);
        using var streamed = Feed.Direct(Feed.Read(view, Limit), seed: null);
        Assert.Equal(Feed.Pass(cached).Values, Feed.Pass(streamed).Values);
        Assert.Equal(Feed.Pass(cached, epoch: 1, skippedRows: 30).Values, Feed.Pass(streamed, epoch: 1, skippedRows: 30).Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryEpochGivesEveryRowOnceInAnOrderOfItsOwn(bool asBytes)
    {
        var data = Feed.Read(Feed.View(Rows, asBytes), asBytes ? Limit : 56 * 50, chunkBytes: 256);
        using var source = Feed.Direct(data);
        int[] first = Feed.Order(source, 0), second = Feed.Order(source, 1);
        Assert.Equal(Enumerable.Range(0, Rows), first.Order());
        Assert.Equal(Enumerable.Range(0, Rows), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Feed.Order(source, 0));
        Assert.Equal(first[130..], Feed.Order(source, 0, skippedRows: 130));

        // A row cannot come before it is in the buffer; most come from far away.
        Assert.All(first.Select((row, place) => row - place), ahead => Assert.True(ahead < 50));
        Assert.True(first.Select((row, place) => Math.Abs(row - place)).Average() > 15);
    }

    [Fact]
    public void LabelsWeightsAndPixelsStayTogether()
    {
        using var source = Feed.Direct(Feed.Read(Feed.View(Rows), Limit));
        var rows = Feed.Pass(source).Values.Chunk(Feed.Shape.Size + 4).ToArray();
        Assert.Equal(Rows, rows.Length);
        foreach (float[] row in rows)
        {
            int number = (int)row[0] + 256 * (int)row[1];
            Assert.Equal(Feed.Pixels(number), row[..12]);
            Assert.Equal((number * 7 % 3, 1 + number / 2f), ((int)row[12], row[13]));
        }
    }

    [Fact]
    public void ABufferForAllRowsShufflesUniformly()
    {
        // 24 orders in 3000 epochs, expected 125 of each with a deviation of 11.
        var data = Feed.Read(Feed.View(4), cacheLimit: 79);
        using var source = new BatchSource(
            new StreamedRowSource(data, 5, bufferRows: 100), new BatchPreparer(data, PixelStatistics.Identity(1), Augmentations.None, 5));
        var counts = Enumerable.Range(0, 3000).Select(epoch => string.Join(' ', Feed.Order(source, epoch))).CountBy(order => order).ToDictionary();
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 125 - 6 * 11, 125 + 6 * 11));
    }

    [Fact]
    public void EveryPassReadsTheViewOnceAndHoldsNoMoreRowsThanTheLimit()
    {
        // Forty times the limit. The numbers of the rows in the buffer, 8 bytes each, come on top.
        var view = Feed.View(2000);
        var data = Feed.Read(view, Limit);
        Assert.Equal(1, view.Cursors);
        var rows = new StreamedRowSource(data, 5, data.RowsWithinLimit);
        using var source = new BatchSource(rows, new BatchPreparer(data, PixelStatistics.Identity(1), Augmentations.None, 5));
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(2000, Feed.Order(source, epoch).Length);
            Assert.Equal(Limit, rows.BufferBytes);
        }

        Assert.Equal(4, view.Cursors);
    }

    [Fact]
    public void DataThatChangeBetweenThePassesAreNoticed()
    {
        int pass = 0;
        var features = MemoryColumn.From(
            "Features", new VectorDataViewType(NumberDataViewType.Single, 1, 3, 4), row => new VBuffer<float>(12, [.. Feed.Pixels(row).Select(value => value + (pass == 1 && row == 77 ? 0.5f : 0))]));
        var labels = MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 3), row => pass == 0 && row == 9 ? 0u : (uint)(row % 3) + 1);
        var view = new MemoryView(100, features, labels);
        var data = ImageDataSet.ReadTraining(view, new() { FeatureColumnName = "Features", LabelColumnName = "Label", CacheLimit = 500 });
        const string start = "The data do not fit into CacheLimit and are read again in every epoch, but have changed: ";
        foreach (ulong? seed in new ulong?[] { null, 5 })
        {
            using var source = Feed.Direct(data, seed: seed);
            Expect(1, "a pixel is no whole number from 0 to 255, as all were before.");
            Expect(2, "there are more rows than the 99 of the first time.");

            void Expect(int which, string text)
            {
                pass = which;
                Assert.Equal(start + text, Assert.Throws<InvalidOperationException>(() => Feed.Pass(source)).Message);
            }
        }
    }

    [Fact]
    public void ErrorsInLaterPassesNameTheValidationSet()
    {
        bool isLater = false;
        var features = MemoryColumn.From(
            "Features", new VectorDataViewType(NumberDataViewType.Single, 1, 3, 4), row => new VBuffer<float>(12, [.. Feed.Pixels(row).Select(value => isLater && row == 7 ? float.NaN : value)]));
        var labels = MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 3), row => (uint)(row % 3) + 1);
        var options = new ImageDataSetOptions { FeatureColumnName = "Features", LabelColumnName = "Label", CacheLimit = 100 };
        var training = ImageDataSet.ReadTraining(new MemoryView(20, features, labels), options);
        var validation = ImageDataSet.ReadValidation(new MemoryView(20, features, labels), options, training);
        isLater = true;
        const string problem = "Feature column 'Features', row 8: the value of channel 0";
        using (var source = Feed.Direct(training)) Assert.StartsWith(problem, Assert.Throws<InvalidOperationException>(() => Feed.Pass(source)).Message);
        using (var source = Feed.Direct(validation)) Assert.StartsWith($"Validation set: {problem}", Assert.Throws<InvalidOperationException>(() => Feed.Pass(source)).Message);
    }

    [Fact]
    public void FewerRowsThanBeforeAreNoticed()
    {
        bool isFirst = true;
        var view = new MemoryView(
            100, MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Single, 1, 3, 4), row => new VBuffer<float>(12, Feed.Pixels(row))),
            MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 3), row => !isFirst && row > 89 ? 0u : (uint)(row % 3) + 1));
        var data = ImageDataSet.ReadTraining(view, new() { FeatureColumnName = "Features", LabelColumnName = "Label", CacheLimit = 500 });
        isFirst = false;
        using var source = Feed.Direct(data);
        Assert.EndsWith("there are 90 usable rows, and there were 100 the first time.", Assert.Throws<InvalidOperationException>(() => Feed.Pass(source)).Message);
    }

    [Fact]
    public void SplitSetsAreReadAgainEachWithItsOwnRows()
    {
        var options = new ImageDataSetOptions { FeatureColumnName = "Features", LabelColumnName = "Label", ExampleWeightColumnName = "Weight" };
        var (training, validation) = ImageDataSet.ReadSplit(Feed.View(Rows), options, 0.3f, seed: 3);
        var (streamedTraining, streamedValidation) = ImageDataSet.ReadSplit(Feed.View(Rows), options with { CacheLimit = 100 }, 0.3f, seed: 3);
        Assert.False(streamedTraining.IsCached || streamedValidation.IsCached);
        Assert.Equal(Own(training), Own(streamedTraining));
        Assert.Equal(Own(validation), Own(streamedValidation));

        static int[] Own(ImageDataSet data)
        {
            using var source = Feed.Direct(data, seed: null);
            return Feed.Order(source);
        }
    }

    [Fact]
    public void RowsInTheOrderOfTheirLabelsAreNoticed()
    {
        Assert.True(Labelled(row => row < 200 ? 1u : 2u).IsSortedByLabel);
        Assert.False(Labelled(row => (uint)(row * 7919 % 101 % 2) + 1).IsSortedByLabel);
        Assert.False(Labelled(row => row == 3 ? 1u : 2u).IsSortedByLabel);

        static ImageDataSet Labelled(Func<long, uint> label) => ImageDataSet.ReadTraining(
            new MemoryView(400, MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Single, 1, 3, 4), row => new VBuffer<float>(12, Feed.Pixels(row))),
                MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), 2), label)),
            new() { FeatureColumnName = "Features", LabelColumnName = "Label" });
    }
}
