namespace Microsoft.ML.Contract.Tests;

public class ColumnTransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public float A;
        public float B;
        [VectorType(2)] public float[] Pair = [0, 0];
        public float[] Variable = [];
        public int Whole;
        public string? Text;
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(
    [
        new Row { A = 1, B = 2, Pair = [3, 4], Variable = [8], Whole = 5, Text = "x" },
        new Row { A = 6, B = 7, Pair = [8, 9], Variable = [], Whole = 10, Text = "y" },
    ]);

    [Fact]
    public void ConcatenateJoinsScalarsAndVectors()
    {
        IDataView joined = _ml.Transforms.Concatenate("Features", "A", "Pair", "B").Fit(Data()).Transform(Data());
        Assert.Equal("Vector<Single, 4>", joined.Schema["Features"].Type.ToString());
        Assert.Equal([[1, 3, 4, 2], [6, 8, 9, 7]], Read.Vectors(joined, "Features"));
    }

    [Fact]
    public void ConcatenateFitsATransformerOfTheNamespaceData() =>
        Assert.Equal("Microsoft.ML.Data.ColumnConcatenatingTransformer", _ml.Transforms.Concatenate("Features", "A").Fit(Data()).GetType().FullName);

    [Fact]
    public void ConcatenateNamesTheSlotsAfterScalarColumns()
    {
        IDataView joined = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Data()).Transform(Data());
        Assert.True(joined.Schema["Features"].HasSlotNames());
        Assert.Equal(["A", "B"], Read.SlotNames(joined.Schema["Features"]));
    }

    [Fact]
    public void ConcatenateWithAVariableVectorIsVariable()
    {
        IDataView joined = _ml.Transforms.Concatenate("Features", "A", "Variable").Fit(Data()).Transform(Data());
        Assert.Equal("Vector<Single>", joined.Schema["Features"].Type.ToString());
        Assert.Equal([[1, 8], [6]], Read.Vectors(joined, "Features"));
    }

    [Fact]
    public void ConcatenateChecksItsInputOnlyInTransform()
    {
        var model = _ml.Transforms.Concatenate("Features", "A", "Nowhere").Fit(Data());
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(Data()));
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", missing.Message);

        var mixed = _ml.Transforms.Concatenate("Features", "A", "Whole").Fit(Data());
        var mismatch = Assert.Throws<ArgumentOutOfRangeException>(() => mixed.Transform(Data()));
        Assert.Equal("Schema mismatch for input column 'Whole': expected Single, got Int32 (Parameter 'inputSchema')", mismatch.Message);
    }

    [Fact]
    public void CopyColumnsKeepsTypeValuesAndAnnotations()
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(_ml.Transforms.CopyColumns("Copy", "Key"));
        IDataView copied = pipeline.Fit(Data()).Transform(Data());
        Assert.Equal(copied.Schema["Key"].Type, copied.Schema["Copy"].Type);
        Assert.Equal(["x", "y"], Read.KeyTexts(copied.Schema["Copy"]));
        Assert.Equal([1u, 2u], Read.Column<uint>(copied, "Copy"));
    }

    [Fact]
    public void CopyingAMissingColumnFailsInTransform()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CopyColumns("Copy", "Nowhere").Fit(Data()));
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", error.Message);
    }

    [Fact]
    public void ADuplicateNameHidesTheEarlierColumn()
    {
        IDataView data = Data();
        IDataView copied = _ml.Transforms.CopyColumns("A", "B").Fit(data).Transform(data);
        Assert.Equal(data.Schema.Count + 1, copied.Schema.Count);
        DataViewSchema.Column[] named = copied.Schema.Where(column => column.Name == "A").ToArray();
        Assert.Equal([true, false], named.Select(column => column.IsHidden));
        Assert.Equal(named[1].Index, copied.Schema["A"].Index);
        Assert.Equal([2f, 7f], Read.Column<float>(copied, "A"));
        Assert.Equal([1f, 6f], copied.GetColumn<float>(named[0]));
    }

    [Fact]
    public void TransformersAreRowToRowAndTellTheirOutputSchema()
    {
        ITransformer model = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Data());
        Assert.True(model.IsRowToRowMapper);
        DataViewSchema schema = model.GetOutputSchema(Data().Schema);
        Assert.Equal(model.Transform(Data()).Schema.Select(column => (column.Name, column.Type.ToString())), schema.Select(column => (column.Name, column.Type.ToString())));
    }

    [Fact]
    public void ARowMapperTellsWhatItsOutputDependsOn()
    {
        ITransformer model = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Data());
        var mapper = model.GetRowToRowMapper(Data().Schema);
        Assert.Equal(["A", "B"], mapper.GetDependencies([mapper.OutputSchema["Features"]]).Select(column => column.Name).Order());
        Assert.Equal(["Text"], mapper.GetDependencies([mapper.OutputSchema["Text"]]).Select(column => column.Name));
    }

    [Fact]
    public void TransformLeavesTheRowCountAndTheOrder()
    {
        IDataView joined = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Data()).Transform(Data());
        Assert.Equal(2, joined.GetRowCount());
        Assert.Equal(["x", "y"], Read.Texts(joined, "Text"));
    }
}
