namespace Microsoft.ML.Contract.Tests;

public class RowSelectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public int Id;
        public float Value;
        [KeyType(4)] public uint Key;
    }

    private IDataView Data(int count) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Id = i, Value = i / 10f, Key = (uint)(i % 4) }).ToArray());

    private static int[] Ids(IDataView data) => Read.Column<int>(data, "Id");

    [Fact]
    public void TakeRowsStopsEarly()
    {
        Assert.Equal([0, 1, 2], Ids(_ml.Data.TakeRows(Data(10), 3)));
        Assert.Equal(10, Ids(_ml.Data.TakeRows(Data(10), 30)).Length);
        Assert.Equal(3, _ml.Data.TakeRows(Data(10), 3).GetRowCount());
        Assert.Equal(10, _ml.Data.TakeRows(Data(10), 30).GetRowCount());
    }

    [Fact]
    public void TakeRowsReadsNoFurtherThanAsked()
    {
        IEnumerable<Row> Rows()
        {
            for (int i = 0; ; i++)
            {
                Assert.InRange(i, 0, 5);
                yield return new Row { Id = i };
            }
        }
        Assert.Equal([0, 1, 2], Ids(_ml.Data.TakeRows(_ml.Data.LoadFromEnumerable(Rows()), 3)));
    }

    [Fact]
    public void TakeRowsNeedsACount()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(Data(3), 0));
        Assert.Equal("Must be greater than zero. (Parameter 'count')", error.Message);
    }

    [Fact]
    public void ShufflingIsAPermutationFixedForTheView()
    {
        IDataView shuffled = _ml.Data.ShuffleRows(Data(500), seed: 3);
        int[] first = Ids(shuffled);
        Assert.Equal(Enumerable.Range(0, 500), first.Order());
        Assert.NotEqual(Enumerable.Range(0, 500), first);
        Assert.Equal(first, Ids(shuffled));
        Assert.True(shuffled.CanShuffle);
        Assert.Equal(500, shuffled.GetRowCount());
    }

    [Fact]
    public void TheSeedChoosesThePermutation()
    {
        IDataView data = Data(500);
        Assert.Equal(Ids(_ml.Data.ShuffleRows(data, seed: 3)), Ids(_ml.Data.ShuffleRows(data, seed: 3)));
        Assert.NotEqual(Ids(_ml.Data.ShuffleRows(data, seed: 3)), Ids(_ml.Data.ShuffleRows(data, seed: 4)));
    }

    [Fact]
    public void ASeedMeansTheSamePermutationAsEver()
    {
        Assert.Equal([593, 866, 77, 407, 919, 330], Ids(_ml.Data.ShuffleRows(Data(1000), seed: 3))[..6]);
        Assert.Equal([2, 5, 0, 1, 8, 6], Ids(_ml.Data.ShuffleRows(Data(1000), seed: 3, shufflePoolSize: 5))[..6]);
        Assert.Equal([38, 97, 484, 314, 214, 400], Ids(_ml.Data.ShuffleRows(_ml.Data.Cache(Data(1000)), seed: 3))[..6]);
    }

    [Fact]
    public void ShufflingKeepsTheColumnsOfARowTogether()
    {
        Row[] rows = _ml.Data.CreateEnumerable<Row>(_ml.Data.ShuffleRows(Data(300), seed: 1), reuseRowObject: false).ToArray();
        Assert.All(rows, row => Assert.Equal((row.Id / 10f, (uint)(row.Id % 4) + 1), (row.Value, row.Key)));
    }

    [Fact]
    public void ASmallPoolShufflesToo()
    {
        int[] ids = Ids(_ml.Data.ShuffleRows(Data(300), seed: 1, shufflePoolSize: 5));
        Assert.Equal(Enumerable.Range(0, 300), ids.Order());
        Assert.NotEqual(Enumerable.Range(0, 300), ids);
    }

    [Fact]
    public void FilterRowsByColumnKeepsAHalfOpenInterval()
    {
        Assert.Equal([2, 3, 4], Ids(_ml.Data.FilterRowsByColumn(Data(10), "Value", 0.2, 0.5)));
        Assert.Equal([0, 1, 2], Ids(_ml.Data.FilterRowsByColumn(Data(10), "Value", upperBound: 0.3)));
        Assert.Equal([8, 9], Ids(_ml.Data.FilterRowsByColumn(Data(10), "Value", lowerBound: 0.8)));
    }

    [Fact]
    public void FilterRowsByColumnDropsMissingValues()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Id = 0, Value = float.NaN }, new Row { Id = 1, Value = 1 }]);
        Assert.Equal([1], Ids(_ml.Data.FilterRowsByColumn(data, "Value")));
    }

    [Fact]
    public void FilterRowsByColumnNamesAMissingColumn()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Data(1), "Nowhere"));
        Assert.Equal("Column 'Nowhere' not found (Parameter 'name')", error.Message);
    }
}
