namespace Microsoft.ML.Contract.Tests;

public class EstimatorChainTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public float A;
        public float B;
        public string? Text;
        [KeyType(3)] public uint Key;
    }

    private static IEnumerable<Row> Unreadable()
    {
        Assert.Fail("the data was read");
        yield break;
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable([new Row { A = 1, B = 2, Text = "x" }, new Row { A = 3, B = 4, Text = "y" }]);

    [Fact]
    public void AMissingColumnIsFoundBeforeAnyDataIsRead()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Unreadable());
        var chain = _ml.Transforms.Conversion.MapValueToKey("Key2", "Text").Append(_ml.Transforms.CopyColumns("Copy", "Nowhere"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data));
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", error.Message);
    }

    [Fact]
    public void ColumnsMadeByEarlierLinksAreKnownToLaterOnes()
    {
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label", "Text")
            .Append(_ml.Transforms.Concatenate("Features", "A", "B"))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Label"));
        IDataView transformed = chain.Fit(Data()).Transform(Data());
        Assert.Equal(["A", "B", "Text", "Key", "Label", "Features", "Back"], transformed.Schema.Select(column => column.Name));
        Assert.Equal(["x", "y"], Read.Texts(transformed, "Back"));
    }

    [Fact]
    public void AKeyWithoutValuesIsFoundBeforeAnyDataIsRead()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Unreadable());
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data));
        Assert.Equal("Input column 'Key' doesn't contain key values metadata (Parameter 'inputSchema')", error.Message);
    }

    [Fact]
    public void ConcatenateOfMixedTypesIsFoundBeforeAnyDataIsRead()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Unreadable());
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Append(_ml.Transforms.Concatenate("Features", "A", "Text"));
        var error = Assert.Throws<InvalidOperationException>(() => chain.Fit(data));
        Assert.Equal("Concatenated columns should have the same type. Column 'Text' has type of String, but expected column type is Single.", error.Message);
    }

    [Fact]
    public void TheLastLinkIsAtHand()
    {
        var chain = _ml.Transforms.Concatenate("Features", "A", "B").Append(_ml.Transforms.Conversion.MapValueToKey("Label", "Text"));
        var model = chain.Fit(Data());
        Assert.Equal(2, model.Count());
        Assert.Same(model.Last(), model.LastTransformer);
        Assert.NotNull(chain.LastEstimator);
    }

    [Fact]
    public void TransformersChainToo()
    {
        ITransformer first = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Data());
        var chain = first.Append(_ml.Transforms.CopyColumns("Copy", "Features").Fit(first.Transform(Data())));
        Assert.True(chain.GetOutputSchema(Data().Schema).GetColumnOrNull("Copy").HasValue);
        Assert.Equal([[1, 2], [3, 4]], Read.Vectors(chain.Transform(Data()), "Copy"));
    }

    [Fact]
    public void AnEmptyChainChangesNothing()
    {
        var model = new EstimatorChain<ITransformer>().Fit(Data());
        Assert.Equal(["A", "B", "Text", "Key"], model.Transform(Data()).Schema.Select(column => column.Name));
    }

    [Fact]
    public void ACacheCheckpointReadsItsInputOnce()
    {
        int passes = 0;
        IEnumerable<Row> Rows()
        {
            passes++;
            yield return new Row { A = 1, B = 2, Text = "x" };
            yield return new Row { A = 3, B = 4, Text = "y" };
        }
        var toKey = _ml.Transforms.Conversion.MapValueToKey("Label", "Text");
        var second = _ml.Transforms.Conversion.MapValueToKey("Other", "A");
        _ = _ml.Transforms.Concatenate("Features", "A", "B").Append(toKey).Append(second).Fit(_ml.Data.LoadFromEnumerable(Rows()));
        Assert.Equal(2, passes);
        passes = 0;
        var chain = _ml.Transforms.Concatenate("Features", "A", "B").AppendCacheCheckpoint(_ml).Append(toKey).Append(second);
        var model = chain.Fit(_ml.Data.LoadFromEnumerable(Rows()));
        Assert.InRange(passes, 1, 2);
        Assert.Equal(3, model.Count());
    }

    [Fact]
    public void WithOnFitDelegateHandsOverTheFittedTransformer()
    {
        ITransformer? seen = null;
        var chain = _ml.Transforms.Concatenate("Features", "A", "B").WithOnFitDelegate(model => seen = model)
            .Append(_ml.Transforms.CopyColumns("Copy", "Features"));
        var fitted = chain.Fit(Data());
        Assert.Same(fitted.First(), seen);
    }

    [Fact]
    public void ScopesChooseWhatAModelContains()
    {
        var chain = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.CopyColumns("Train", "A"), TransformerScope.Training)
            .Append(_ml.Transforms.CopyColumns("Score", "B"), TransformerScope.Scoring);
        var model = chain.Fit(Data());
        Assert.Equal(2, model.Count());
        var scoring = model.GetModelFor(TransformerScope.Scoring);
        DataViewSchema schema = scoring.GetOutputSchema(Data().Schema);
        Assert.Null(schema.GetColumnOrNull("Train"));
        Assert.NotNull(schema.GetColumnOrNull("Score"));
    }
}
