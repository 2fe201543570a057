using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Scored data under ML.NET's own views and from several threads.</summary>
public sealed class ScoringPipelineTests
{
    private readonly MLContext _mlContext = new(1);
    private readonly ScoringCounters _counters = new();

    [Fact]
    public void CacheShuffleAndTakeSeeTheRightRows()
    {
        var images = TestColumn.Images();
        var number = TestColumn.Of("Number", NumberDataViewType.Int64, row => row);
        var view = new TestView(57, images, number);
        var transformer = TestModels.Transformer(_counters);
        var scored = transformer.Transform(view);

        Check(scored, 57);
        Assert.Equal(57, _counters.Rows);
        var cached = _mlContext.Data.Cache(scored);
        Check(cached, 57);
        Check(cached, 57);
        Assert.Equal(2 * 57, _counters.Rows);
        Check(transformer.Transform(_mlContext.Data.Cache(view)), 57);
        Check(_mlContext.Data.ShuffleRows(scored, seed: 3), 57);
        Check(transformer.Transform(_mlContext.Data.ShuffleRows(view, seed: 3)), 57);
        Check(_mlContext.Data.ShuffleRows(cached, seed: 4), 57);

        int before = _counters.Rows;
        Check(_mlContext.Data.TakeRows(scored, 6), 6);
        Assert.InRange(_counters.Rows - before, 6, 6 + 3);
        Check(_mlContext.Data.SkipRows(scored, 50), 7);
    }

    [Fact]
    public void SeveralThreadsScoreOneModelAtOnce()
    {
        using var transformer = new ConvNetTransformer(TestModels.Content());
        var view = new TestView(40, TestColumn.Images(row => row * row % 17));
        var expected = transformer.Transform(view).GetColumn<float[]>("Score").SelectMany(score => score).ToArray();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            var scores = transformer.Transform(view).GetColumn<float[]>("Score").SelectMany(score => score).ToArray();
            Assert.Equal(expected, scores);
        });
    }

    [Fact]
    public void InterleavedCursorsDoNotDisturbEachOther()
    {
        var scored = TestModels.Transformer(_counters).Transform(new TestView(30, TestColumn.Images()));
        using var first = scored.GetRowCursor(scored.Schema);
        using var second = scored.GetRowCursor(scored.Schema);
        var firstLabel = first.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        var secondLabel = second.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        uint label = 0;
        Assert.True(second.MoveNext());
        for (int row = 0; row < 29; row++)
        {
            Assert.True(first.MoveNext());
            Assert.True(second.MoveNext());
            firstLabel(ref label);
            Assert.Equal((uint)(row % 3) + 1, label);
            secondLabel(ref label);
            Assert.Equal((uint)((row + 1) % 3) + 1, label);
        }

        // One thread needs one plan, however many cursors it has.
        Assert.Equal(1, _counters.PlansCreated);
    }

    [Fact]
    public void RowsAreScoredOnceForEachPosition()
    {
        var view = new TestView(9, TestColumn.Images(), TestColumn.Label());
        var mapper = ((ITransformer)TestModels.Transformer(_counters)).GetRowToRowMapper(view.Schema);
        using var cursor = view.GetRowCursor(view.Schema);
        using var row = mapper.GetRow(cursor, mapper.OutputSchema);
        var score = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]);
        var predicted = row.GetGetter<uint>(mapper.OutputSchema["PredictedLabel"]);
        var label = row.GetGetter<uint>(mapper.OutputSchema["Label"]);
        VBuffer<float> probabilities = default;
        uint value = 0;
        for (int i = 0; i < 9; i++)
        {
            Assert.True(cursor.MoveNext());
            score(ref probabilities);
            predicted(ref value);
            Assert.Equal((uint)(i % 3) + 1, value);
            label(ref value);
            Assert.Equal((uint)(i % 3) + 1, value);
            Assert.Equal((i + 1, i + 1, (long)i), (_counters.Rows, view.RowsRead, row.Position));
        }

        Assert.Throws<InvalidOperationException>(() => mapper.GetRow(row, []));
        using var idle = mapper.GetRow(cursor, [mapper.OutputSchema["Label"]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => idle.GetGetter<uint>(mapper.OutputSchema["PredictedLabel"]));
        Assert.False(idle.IsColumnActive(mapper.OutputSchema["Score"]));
    }

    [Fact]
    public void DisposingFreesPlansAndWeightsUntilTheModelScoresAgain()
    {
        var transformer = TestModels.Transformer(_counters);
        var scored = transformer.Transform(new TestView(9, TestColumn.Images()));
        Assert.Equal(0, _counters.WeightsAlive);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var predicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        uint label = 0;
        Assert.True(cursor.MoveNext());
        predicted(ref label);
        Assert.Equal((1, 1), (_counters.PlansAlive, _counters.WeightsAlive));

        transformer.Dispose();
        transformer.Dispose();
        Assert.Equal((0, 0), (_counters.PlansAlive, _counters.WeightsAlive));

        // What was computed can still be read; what is computed next takes the memory anew.
        for (int row = 1; row < 4; row++) Assert.True(cursor.MoveNext());
        predicted(ref label);
        Assert.True(cursor.MoveNext());
        Assert.Equal((0, 0), (_counters.PlansAlive, _counters.WeightsAlive));
        predicted(ref label);
        Assert.Equal((1, 1), (_counters.PlansAlive, _counters.WeightsAlive));
        transformer.Dispose();
        Assert.Equal((0, 0), (_counters.PlansAlive, _counters.WeightsAlive));
    }

    [Fact]
    public void APredictionEngineDisposesTheModelAndItsMemory()
    {
        var chain = new TransformerChain<ITransformer>(TestModels.Transformer(_counters));
        var engine = _mlContext.Model.CreatePredictionEngine<FourByFour, Scored>(chain);
        for (int i = 0; i < 5; i++) Assert.Equal((uint)(i % 3) + 1, engine.Predict(new FourByFour { Features = [.. Enumerable.Repeat((float)i, 16)] }).PredictedLabel);
        Assert.Equal((5, 5, 1), (_counters.Rows, _counters.Calls, _counters.PlansCreated));
        engine.Dispose();
        Assert.Equal((0, 0), (_counters.PlansAlive, _counters.WeightsAlive));
    }

    private static void Check(IDataView data, int count)
    {
        int rows = 0;
        using var cursor = data.GetRowCursor(data.Schema);
        var predicted = cursor.GetGetter<uint>(data.Schema["PredictedLabel"]);
        var number = cursor.GetGetter<long>(data.Schema["Number"]);
        uint label = 0;
        long value = 0;
        while (cursor.MoveNext())
        {
            predicted(ref label);
            number(ref value);
            Assert.Equal((uint)(value % 3) + 1, label);
            rows++;
        }

        Assert.Equal(count, rows);
    }

    private sealed class FourByFour
    {
        [VectorType(1, 4, 4)]
        public float[] Features = [];
    }

    private sealed class Scored
    {
        public uint PredictedLabel = 0;
    }
}
