using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>What a cursor over scored data reads, evaluates and passes on. Images of row r have pixels r, so their class is r modulo 3.</summary>
public sealed class ScoringCursorTests
{
    private const int Block = 4;

    private readonly ScoringCounters _counters = new();

    [Fact]
    public void NothingIsEvaluatedUnlessAScoreColumnIsActive()
    {
        var images = TestColumn.Images();
        var view = new TestView(10, images, TestColumn.Label());
        var scored = TestModels.Transformer(_counters).Transform(view);
        using var cursor = scored.GetRowCursor([scored.Schema["Label"]]);
        var label = cursor.GetGetter<uint>(scored.Schema["Label"]);
        uint value = 0;
        for (int row = 0; row < 10; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, cursor.Position);
            Assert.Equal(row + 1, view.RowsRead);
            label(ref value);
            Assert.Equal((uint)(row % 3) + 1, value);
        }

        Assert.False(cursor.MoveNext());
        Assert.Equal((0, 0, 0), (_counters.Rows, images.Reads, _counters.WeightsAlive));
    }

    [Fact]
    public void NothingIsEvaluatedUntilAScoreIsAskedFor()
    {
        var view = new TestView(20, TestColumn.Images());
        var scored = TestModels.Transformer(_counters).Transform(view);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        for (int row = 0; row < 5; row++) Assert.True(cursor.MoveNext());
        Assert.Equal((5, 0), (view.RowsRead, _counters.Rows));

        VBuffer<float> score = default;
        getter(ref score);
        Assert.Equal(new[] { 0.25f, 0.5f, 0.25f }, score.DenseValues());
        Assert.Equal((5 + Block - 1, Block), (view.RowsRead, _counters.Rows));
    }

    [Fact]
    public void NoRowIsEvaluatedTwiceAndAtMostOneBlockIsReadAhead()
    {
        var images = TestColumn.Images();
        var view = new TestView(10, images);
        var scored = TestModels.Transformer(_counters).Transform(view);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var predicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        VBuffer<float> probabilities = default;
        uint label = 0;
        for (int row = 0; row < 10; row++)
        {
            Assert.True(cursor.MoveNext());
            predicted(ref label);
            score(ref probabilities);
            predicted(ref label);
            Assert.Equal((uint)(row % 3) + 1, label);
            Assert.Equal(0.5f, probabilities.GetItemOrDefault(row % 3));
            Assert.InRange(view.RowsRead, row + 1, row + Block);
        }

        Assert.False(cursor.MoveNext());
        Assert.Equal((10, 3, 10), (_counters.Rows, _counters.Calls, view.RowsRead));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Block)]
    [InlineData(100)]
    public void EveryCopyableColumnPassesThrough(int lookAhead)
    {
        var start = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        TestColumn[] columns =
        [
            TestColumn.Images(),
            TestColumn.Of("SByte", NumberDataViewType.SByte, row => (sbyte)-row),
            TestColumn.Of("Byte", NumberDataViewType.Byte, row => (byte)row),
            TestColumn.Of("Int16", NumberDataViewType.Int16, row => (short)-row),
            TestColumn.Of("UInt16", NumberDataViewType.UInt16, row => (ushort)row),
            TestColumn.Of("Int32", NumberDataViewType.Int32, row => (int)-row),
            TestColumn.Of("UInt32", NumberDataViewType.UInt32, row => (uint)row),
            TestColumn.Of("Int64", NumberDataViewType.Int64, row => -row),
            TestColumn.Of("UInt64", NumberDataViewType.UInt64, row => (ulong)row),
            TestColumn.Of("Single", NumberDataViewType.Single, row => row * 0.5f),
            TestColumn.Of("Double", NumberDataViewType.Double, row => row * 0.25),
            TestColumn.Of("Boolean", BooleanDataViewType.Instance, row => row % 2 == 0),
            TestColumn.Of("Text", TextDataViewType.Instance, row => $"row {row}".AsMemory()),
            TestColumn.Of("TimeSpan", TimeSpanDataViewType.Instance, row => TimeSpan.FromSeconds(row)),
            TestColumn.Of("DateTime", DateTimeDataViewType.Instance, row => start.AddDays(row)),
            TestColumn.Of("DateTimeOffset", DateTimeOffsetDataViewType.Instance, row => new DateTimeOffset(start.AddDays(row))),
            TestColumn.Of("RowId", RowIdDataViewType.Instance, row => new DataViewRowId((ulong)row, 3)),
            TestColumn.Of("Key", new KeyDataViewType(typeof(ulong), 50), row => (ulong)row + 1),
            TestColumn.Of("Dense", new VectorDataViewType(NumberDataViewType.Double, 2), row => new VBuffer<double>(2, [row, -row])),
            TestColumn.Of("Sparse", new VectorDataViewType(NumberDataViewType.Int32, 9), row => new VBuffer<int>(9, 1, [(int)row], [(int)row % 9])),
            TestColumn.Of("Texts", new VectorDataViewType(TextDataViewType.Instance), row => new VBuffer<ReadOnlyMemory<char>>((int)row % 4, Enumerable.Repeat($"{row}".AsMemory(), (int)row % 4).ToArray())),
        ];
        var view = new TestView(11, columns);
        var scored = TestModels.Transformer(_counters, settings => settings with { LookAhead = lookAhead }).Transform(view);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var values = columns[1..].Select(column => Reader(cursor, scored.Schema[column.Name])).ToArray();
        var expected = columns[1..].Select(column => Reader(column)).ToArray();
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var id = cursor.GetIdGetter();
        VBuffer<float> probabilities = default;
        DataViewRowId rowId = default;
        for (int row = 0; row < 11; row++)
        {
            Assert.True(cursor.MoveNext());

            // Before and after the score is asked for, and from a getter that was made after the first block.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int i = 0; i < values.Length; i++) Assert.Equal(expected[i](row), values[i]());
                Assert.Equal(expected[0](row), Reader(cursor, scored.Schema["SByte"])());
                id(ref rowId);
                Assert.Equal((row, row / 5, (ulong)row), (cursor.Position, cursor.Batch, rowId.Low));
                score(ref probabilities);
                Assert.Equal(0.5f, probabilities.GetItemOrDefault(row % 3));
            }
        }

        Assert.False(cursor.MoveNext());
        Assert.Equal(11, _counters.Rows);
        Assert.Equal(11, view.RowsRead);
    }

    [Fact]
    public void AColumnThatCannotBeCopiedIsScoredRowByRow()
    {
        var type = new UncopyableType();
        var view = new TestView(6, TestColumn.Images(), TestColumn.Of("Live", type, row => new object()));
        var scored = TestModels.Transformer(_counters).Transform(view);
        using (var cursor = scored.GetRowCursor(scored.Schema))
        {
            var live = cursor.GetGetter<object>(scored.Schema["Live"]);
            var predicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
            uint label = 0;
            object value = "";
            for (int row = 0; row < 6; row++)
            {
                Assert.True(cursor.MoveNext());
                predicted(ref label);
                live(ref value);
                Assert.Equal((uint)(row % 3) + 1, label);
                Assert.Equal(row + 1, view.RowsRead);
            }
        }

        Assert.Equal((6, 6), (_counters.Rows, _counters.Calls));

        // Not active, it does not matter.
        _ = scored.GetColumn<uint>("PredictedLabel").ToArray();
        Assert.Equal((12, 8), (_counters.Rows, _counters.Calls));
    }

    [Fact]
    public void CursorSetsKeepPositionsBatchesAndIds()
    {
        var view = new TestView(53, TestColumn.Images(), TestColumn.Label());
        var scored = TestModels.Transformer(_counters).Transform(view);
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<ulong, (long Batch, uint Predicted, uint Label)>();
        Parallel.ForEach(scored.GetRowCursorSet(scored.Schema, 3), cursor =>
        {
            using var _ = cursor;
            var predicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
            var label = cursor.GetGetter<uint>(scored.Schema["Label"]);
            var id = cursor.GetIdGetter();
            uint predictedValue = 0, labelValue = 0;
            DataViewRowId rowId = default;
            for (long position = 0; cursor.MoveNext(); position++)
            {
                predicted(ref predictedValue);
                label(ref labelValue);
                id(ref rowId);
                Assert.Equal(position, cursor.Position);
                Assert.True(seen.TryAdd(rowId.Low, (cursor.Batch, predictedValue, labelValue)));
            }
        });
        Assert.Equal(53, seen.Count);
        Assert.Equal(53, _counters.Rows);
        foreach (var (row, value) in seen) Assert.Equal(((long)row / 5, (uint)(row % 3) + 1, (uint)(row % 3) + 1), value);
    }

    [Fact]
    public void AnErrorOfARowAheadIsThrownWhenTheCallerComesToIt()
    {
        var view = new TestView(10, TestColumn.Images(), TestColumn.Of("Fragile", NumberDataViewType.Int32, row => row == 1 ? throw new IOException("No value.") : (int)row)) { FailAtRow = 6 };
        var scored = TestModels.Transformer(_counters).Transform(view);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var predicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        var fragile = cursor.GetGetter<int>(scored.Schema["Fragile"]);
        uint label = 0;
        int value = 0;
        for (int row = 0; row < 6; row++)
        {
            Assert.True(cursor.MoveNext());
            predicted(ref label);
            Assert.Equal((uint)(row % 3) + 1, label);
            if (row == 1) Assert.Throws<IOException>(() => fragile(ref value));
            else fragile(ref value);
        }

        Assert.Equal("This row cannot be read.", Assert.Throws<IOException>(() => cursor.MoveNext()).Message);
    }

    [Fact]
    public void NonFinitePixelsGiveNaNScoresAndNoLabelForThatRowOnly()
    {
        var view = new TestView(8, TestColumn.Images(row => row switch { 2 => float.NaN, 5 => float.PositiveInfinity, _ => row }));
        var scored = TestModels.Transformer(_counters).Transform(view);
        Assert.Equal(new uint[] { 1, 2, 0, 1, 2, 0, 1, 2 }, scored.GetColumn<uint>("PredictedLabel"));
        var scores = scored.GetColumn<float[]>("Score").ToArray();
        Assert.All(scores[2].Concat(scores[5]), value => Assert.True(float.IsNaN(value)));
        Assert.Equal(0.5f, scores[3][0]);
    }

    [Fact]
    public void AnUnreadableImageNamesItsRowOrFileOrIsSkipped()
    {
        TestColumn[] columns =
        [
            TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte), row => new VBuffer<byte>(2, [1, 2])),
            TestColumn.Of("Path", TextDataViewType.Instance, row => $"picture{row}.png".AsMemory()),
        ];
        var view = new TestView(3, columns);
        var encoded = new VectorDataViewType(NumberDataViewType.Byte);
        var byRow = TestModels.Transformer(_counters, settings => settings with { FeatureColumnType = encoded }).Transform(view);
        Assert.Contains("column 'Features', row 1: its 2 bytes cannot be decoded", Assert.Throws<InvalidOperationException>(() => byRow.GetColumn<uint>("PredictedLabel").First()).Message);
        var byFile = TestModels.Transformer(_counters, settings => settings with { FeatureColumnType = encoded, ImagePathColumnName = "Path" }).Transform(view);
        Assert.Contains("file 'picture0.png'", Assert.Throws<InvalidOperationException>(() => byFile.GetColumn<uint>("PredictedLabel").First()).Message);
        var skipping = TestModels.Transformer(_counters, settings => settings with { FeatureColumnType = encoded, SkipUnreadableImages = true }).Transform(view);
        Assert.Equal(new uint[] { 0, 0, 0 }, skipping.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void WrongUseIsRefusedAsByMLNet()
    {
        var view = new TestView(3, TestColumn.Images(), TestColumn.Label());
        var scored = TestModels.Transformer(_counters).Transform(view);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> value = default;
        Assert.Equal("Cannot get value as the cursor is not in a good state", Assert.Throws<InvalidOperationException>(() => score(ref value)).Message);
        Assert.Contains("requested column not active.", Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<uint>(scored.Schema["Label"])).Message);
        Assert.StartsWith("Invalid TValue: 'System.UInt32'", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(scored.Schema["Score"])).Message);
        Assert.True(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.False(cursor.IsColumnActive(scored.Schema["Label"]));
        Assert.True(cursor.MoveNext());
        score(ref value);
    }

    private static Func<object> Reader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object>)typeof(ScoringCursorTests).GetMethod(nameof(ReaderOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(column.Type.RawType).Invoke(null, [(object)row, column])!;

    private static Func<long, object> Reader(TestColumn column)
    {
        long current = 0;
        var getter = column.CreateGetter(() => current);
        var read = (Func<object>)typeof(ScoringCursorTests).GetMethod(nameof(ReaderOfGetter), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(column.Type.RawType).Invoke(null, [getter])!;
        return row =>
        {
            current = row;
            return read();
        };
    }

    private static Func<object> ReaderOf<T>(DataViewRow row, DataViewSchema.Column column) => ReaderOfGetter(row.GetGetter<T>(column));

    private static Func<object> ReaderOfGetter<T>(ValueGetter<T> getter) => () =>
    {
        T value = default!;
        getter(ref value);
        return value switch
        {
            ReadOnlyMemory<char> text => text.ToString(),
            VBuffer<ReadOnlyMemory<char>> texts => string.Join("|", texts.DenseValues()),
            VBuffer<double> numbers => string.Join("|", numbers.DenseValues()),
            VBuffer<int> numbers => $"{numbers.IsDense}: {string.Join("|", numbers.DenseValues())}",
            _ => value!,
        };
    };

    private sealed class UncopyableType() : StructuredDataViewType(typeof(object))
    {
        public override bool Equals(DataViewType? other) => ReferenceEquals(this, other);
    }
}
