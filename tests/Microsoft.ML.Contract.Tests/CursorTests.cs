namespace Microsoft.ML.Contract.Tests;

public class CursorTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public int Id;
        public string? Text;
        [VectorType(2)] public float[] Pair = [0, 0];
    }

    private static Row[] Rows(int count) => Enumerable.Range(0, count).Select(i => new Row { Id = i, Text = "t" + i, Pair = [i, -i] }).ToArray();

    private IDataView Data(int count) => _ml.Data.LoadFromEnumerable(Rows(count));

    [Fact]
    public void PositionStartsAtMinusOneAndCountsUp()
    {
        IDataView data = Data(3);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Assert.Equal(-1, cursor.Position);
        for (long position = 0; position < 3; position++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(position, cursor.Position);
        }
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void OnlyRequestedColumnsAreActive()
    {
        IDataView data = Data(3);
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Text"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["Text"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Id"]));
        Assert.ThrowsAny<ArgumentException>(() => cursor.GetGetter<int>(data.Schema["Id"]));
    }

    [Fact]
    public void AGetterOfTheWrongTypeIsRefused()
    {
        IDataView data = Data(3);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        var error = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["Id"]));
        Assert.Equal("Invalid TValue in GetGetter for column #Id: Int32: 'System.Single', expected type: 'System.Int32'.", error.Message);
    }

    [Fact]
    public void GettersReadTheCurrentRow()
    {
        IDataView data = Data(3);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<int> getId = cursor.GetGetter<int>(data.Schema["Id"]);
        ValueGetter<ReadOnlyMemory<char>> getText = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]);
        ValueGetter<VBuffer<float>> getPair = cursor.GetGetter<VBuffer<float>>(data.Schema["Pair"]);
        int id = -1, rows = 0;
        ReadOnlyMemory<char> text = default;
        VBuffer<float> pair = default;
        for (; cursor.MoveNext(); rows++)
        {
            getText(ref text);
            getId(ref id);
            getId(ref id);
            getPair(ref pair);
            Assert.Equal((rows, "t" + rows, (float)-rows), (id, text.ToString(), pair.GetItemOrDefault(1)));
        }
        Assert.Equal(3, rows);
    }

    [Fact]
    public void RowIdentifiersDiffer()
    {
        IDataView data = Data(50);
        var identifiers = new HashSet<DataViewRowId>();
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            getId(ref id);
            Assert.True(identifiers.Add(id));
        }
    }

    [Fact]
    public void RowsInMemoryComeAsOneCursor()
    {
        IDataView data = Data(20);
        DataViewRowCursor[] cursors = data.GetRowCursorSet(data.Schema, 4);
        Assert.Single(cursors);
        cursors[0].Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ACursorSetCoversEveryRowOnceInIncreasingBatches(bool cached)
    {
        IDataView data = Data(1000);
        if (cached)
            data = _ml.Data.Cache(data);
        data = _ml.Transforms.Concatenate("Features", "Pair").Fit(data).Transform(data);
        DataViewRowCursor[] cursors = data.GetRowCursorSet(data.Schema, 3);
        Assert.InRange(cursors.Length, 1, 3);
        var seen = new List<int>();
        var batchOwner = new Dictionary<long, int>();
        for (int number = 0; number < cursors.Length; number++)
        {
            using DataViewRowCursor cursor = cursors[number];
            ValueGetter<int> getId = cursor.GetGetter<int>(data.Schema["Id"]);
            ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(data.Schema["Features"]);
            long batch = -1;
            int id = 0;
            VBuffer<float> features = default;
            while (cursor.MoveNext())
            {
                Assert.True(cursor.Batch >= batch);
                batch = cursor.Batch;
                Assert.Equal(number, batchOwner.TryGetValue(batch, out int owner) ? owner : batchOwner[batch] = number);
                getId(ref id);
                getFeatures(ref features);
                Assert.Equal(id, features.GetItemOrDefault(0));
                seen.Add(id);
            }
        }
        Assert.Equal(Enumerable.Range(0, 1000), seen.Order());
    }

    [Fact]
    public void ACacheSplitsIntoSeveralCursors()
    {
        IDataView data = _ml.Data.Cache(Data(1000));
        DataViewRowCursor[] cursors = data.GetRowCursorSet(data.Schema, 3);
        Assert.Equal(3, cursors.Length);
        foreach (DataViewRowCursor cursor in cursors)
            cursor.Dispose();
    }

    [Fact]
    public void ACacheReadsItsSourceOnce()
    {
        int passes = 0;
        IEnumerable<Row> Source()
        {
            passes++;
            foreach (Row row in Rows(100))
                yield return row;
        }
        IDataView cache = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Source()), "Id", "Text");
        Assert.Equal(Enumerable.Range(0, 100), Read.Column<int>(cache, "Id"));
        Assert.Equal(100, Read.Texts(cache, "Text").Length);
        Assert.Equal(Enumerable.Range(0, 100), Read.Column<int>(cache, "Id"));
        Assert.Equal(1, passes);
        Assert.Equal(100, cache.GetRowCount());
        Assert.True(cache.CanShuffle);
    }

    [Fact]
    public void ACacheShufflesWithTheRandomItIsGiven()
    {
        IDataView cache = _ml.Data.Cache(Data(200));
        int[] Order(Random? random)
        {
            using DataViewRowCursor cursor = cache.GetRowCursor(cache.Schema, random);
            ValueGetter<int> getId = cursor.GetGetter<int>(cache.Schema["Id"]);
            var ids = new List<int>();
            int id = 0;
            while (cursor.MoveNext())
            {
                getId(ref id);
                ids.Add(id);
            }
            return [.. ids];
        }
        Assert.Equal(Enumerable.Range(0, 200), Order(null));
        int[] shuffled = Order(new Random(1));
        Assert.NotEqual(Enumerable.Range(0, 200), shuffled);
        Assert.Equal(Enumerable.Range(0, 200), shuffled.Order());
        Assert.Equal(shuffled, Order(new Random(1)));
    }

    [Fact]
    public void ARowInMemoryIgnoresTheRandomItIsGiven()
    {
        IDataView data = Data(50);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema, new Random(1));
        ValueGetter<int> getId = cursor.GetGetter<int>(data.Schema["Id"]);
        int id = 0;
        for (int expected = 0; cursor.MoveNext(); expected++)
        {
            getId(ref id);
            Assert.Equal(expected, id);
        }
    }

    [Fact]
    public void TransformedRowsKeepTheirOrder()
    {
        IDataView data = Data(1000);
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(data).Transform(data);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => "t" + i), Read.Texts(keyed, "Back"));
    }

    [Fact]
    public void SeveralCursorsMayRunAtOnce()
    {
        IDataView data = Data(10);
        using DataViewRowCursor first = data.GetRowCursor(data.Schema);
        first.MoveNext();
        using DataViewRowCursor second = data.GetRowCursor(data.Schema);
        Assert.Equal((0, -1), (first.Position, second.Position));
        second.MoveNext();
        second.MoveNext();
        Assert.Equal((0, 1), (first.Position, second.Position));
    }
}
