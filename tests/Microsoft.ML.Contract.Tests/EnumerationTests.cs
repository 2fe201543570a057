namespace Microsoft.ML.Contract.Tests;

public class EnumerationTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public float S;
        public string? Text;
        [VectorType(2)] public float[] Pair = [0, 0];
    }

    internal sealed class OtherRow
    {
        public float S;
        public float Q = -1;
    }

    internal sealed class WrongType
    {
        public int S;
    }

    internal sealed class Propertied
    {
        public float S { get; set; }
        public string? Text { get; set; }
        public float[]? Pair { get; set; }
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable([new Row { S = 1, Text = "a", Pair = [1, 2] }, new Row { S = 2, Text = null, Pair = [3, 4] }]);

    [Fact]
    public void CreateEnumerableFillsFieldsAndProperties()
    {
        Propertied[] rows = _ml.Data.CreateEnumerable<Propertied>(Data(), reuseRowObject: false).ToArray();
        Assert.Equal([1f, 2f], rows.Select(row => row.S));
        Assert.Equal(["a", ""], rows.Select(row => row.Text));
        Assert.Equal([[1, 2], [3, 4]], rows.Select(row => row.Pair!));
    }

    [Fact]
    public void ReuseRowObjectYieldsOneObject()
    {
        Assert.Single(_ml.Data.CreateEnumerable<Row>(Data(), reuseRowObject: true).Distinct());
        Assert.Equal(2, _ml.Data.CreateEnumerable<Row>(Data(), reuseRowObject: false).Distinct().Count());
    }

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<OtherRow>(Data(), reuseRowObject: false).ToArray());
        Assert.Equal("Could not find  column 'Q' (Parameter 'Schema')", error.Message);
    }

    [Fact]
    public void AMissingColumnMayBeIgnored()
    {
        OtherRow[] rows = _ml.Data.CreateEnumerable<OtherRow>(Data(), reuseRowObject: false, ignoreMissingColumns: true).ToArray();
        Assert.Equal([1f, 2f], rows.Select(row => row.S));
        Assert.All(rows, row => Assert.Equal(-1, row.Q));
    }

    [Fact]
    public void AColumnOfTheWrongTypeIsNamed()
    {
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<WrongType>(Data(), reuseRowObject: false).ToArray());
        Assert.Equal("Can't bind the IDataView column 'S' of type 'Single' to field or property 'S' of type 'System.Int32'.", error.Message);
    }

    [Fact]
    public void GetColumnReadsScalarsTextAndVectors()
    {
        IDataView data = Data();
        Assert.Equal([1f, 2f], data.GetColumn<float>("S"));
        Assert.Equal(["a", ""], data.GetColumn<string>("Text"));
        Assert.Equal(["a", ""], data.GetColumn<ReadOnlyMemory<char>>("Text").Select(text => text.ToString()));
        Assert.Equal([[1, 2], [3, 4]], data.GetColumn<float[]>("Pair"));
        Assert.Equal([3f, 4f], data.GetColumn<VBuffer<float>>(data.Schema["Pair"]).Last().DenseValues());
    }

    [Fact]
    public void GetColumnOfAMissingColumnFails()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Data().GetColumn<float>("Q").ToArray());
        Assert.Equal("Column 'Q' not found (Parameter 'name')", error.Message);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => Data().Schema["Q"]);
        Assert.Equal("Column 'Q' not found (Parameter 'name')", error.Message);
        Assert.Null(Data().Schema.GetColumnOrNull("Q"));
    }

    [Fact]
    public void GetColumnOfTheWrongTypeFails()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Data().GetColumn<int>("S").ToArray());
        Assert.Equal("Cannot map column (name: S, type: Single) in data to the user-defined type, System.Int32. (Parameter 'column')", error.Message);
    }
}
