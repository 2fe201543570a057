namespace Microsoft.ML.Contract.Tests;

public class MapKeyToValueTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public string? Text;
        public int Number;
        public float Real;
        [KeyType(3)] public uint Bare;
        [VectorType(2)] public string[] Pair = ["", ""];
    }

    private IDataView RoundTrip(string column, params Row[] rows) =>
        RoundTrip(column, _ml.Data.LoadFromEnumerable(rows.AsEnumerable().Reverse().Skip(1).Reverse().ToArray()), _ml.Data.LoadFromEnumerable(rows));

    // Fits on all rows but the last, so that the last row's value is unseen.
    private IDataView RoundTrip(string column, IDataView train, IDataView all) =>
        _ml.Transforms.Conversion.MapValueToKey("Key", column).Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key")).Fit(train).Transform(all);

    [Fact]
    public void AMissingTextKeyGivesEmptyText()
    {
        IDataView back = RoundTrip("Text", new Row { Text = "a" }, new Row { Text = "b" }, new Row { Text = "?" });
        Assert.Equal("String", back.Schema["Value"].Type.ToString());
        Assert.Equal(["a", "b", ""], Read.Texts(back, "Value"));
        Assert.Equal(["a", "b", ""], back.GetColumn<string>("Value"));
    }

    [Fact]
    public void AMissingIntegerKeyGivesZero()
    {
        IDataView back = RoundTrip("Number", new Row { Number = 4 }, new Row { Number = -2 }, new Row { Number = 77 });
        Assert.Equal([4, -2, 0], Read.Column<int>(back, "Value"));
    }

    [Fact]
    public void AMissingSingleKeyGivesNotANumber()
    {
        IDataView back = RoundTrip("Real", new Row { Real = 0.5f }, new Row { Real = 2 }, new Row { Real = 9 });
        Assert.Equal([0.5f, 2, float.NaN], Read.Column<float>(back, "Value"));
    }

    [Fact]
    public void VectorsOfKeysMapSlotBySlot()
    {
        IDataView back = RoundTrip("Pair", new Row { Pair = ["a", "b"] }, new Row { Pair = ["b", "zz"] });
        Assert.Equal("Vector<String, 2>", back.Schema["Value"].Type.ToString());
        Assert.Equal([["a", "b"], ["b", ""]], back.GetColumn<string[]>("Value"));
    }

    [Fact]
    public void AKeyWithoutKeyValuesIsRefused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Bare = 1 }]);
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Conversion.MapKeyToValue("Value", "Bare").Fit(data));
        Assert.Equal("Metadata KeyValues does not exist", error.Message);
    }

    [Fact]
    public void AColumnThatIsNoKeyIsRefused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Text = "a" }]);
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Conversion.MapKeyToValue("Value", "Text").Fit(data));
        Assert.Equal("Metadata KeyValues does not exist", error.Message);
    }
}
