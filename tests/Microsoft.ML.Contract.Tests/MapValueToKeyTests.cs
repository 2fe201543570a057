using Microsoft.ML.Transforms;

namespace Microsoft.ML.Contract.Tests;

public class MapValueToKeyTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public string? Text;
        public int Number;
        public float Real;
        [VectorType(2)] public string[] Pair = ["", ""];
    }

    private IDataView Texts(params string?[] texts) => _ml.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text }).ToArray());

    [Fact]
    public void KeysAreNumberedInOrderOfFirstAppearance()
    {
        IDataView data = Texts("pear", "apple", "pear", "fig");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
        Assert.Equal("Key<UInt32, 0-2>", mapped.Schema["Key"].Type.ToString());
        Assert.Equal([1u, 2u, 1u, 3u], Read.Column<uint>(mapped, "Key"));
        Assert.Equal(["pear", "apple", "fig"], Read.KeyTexts(mapped.Schema["Key"]));
    }

    [Fact]
    public void ByValueSortsTheValues()
    {
        IDataView data = Texts("pear", "apple", "pear", "fig");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
        Assert.Equal([3u, 1u, 3u, 2u], Read.Column<uint>(mapped, "Key"));
        Assert.Equal(["apple", "fig", "pear"], Read.KeyTexts(mapped.Schema["Key"]));
    }

    [Fact]
    public void ByValueSortsTextOrdinallyAndNumbersByMagnitude()
    {
        IDataView data = Texts("b", "B", "a10", "a9", "ä");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
        Assert.Equal(["B", "a10", "a9", "b", "ä"], Read.KeyTexts(mapped.Schema["Key"]));

        data = _ml.Data.LoadFromEnumerable(new[] { 30, -5, 4, 30 }.Select(number => new Row { Number = number }).ToArray());
        mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
        Assert.Equal([3u, 1u, 2u, 3u], Read.Column<uint>(mapped, "Key"));
        Assert.Equal([-5, 4, 30], Read.KeyValues<int>(mapped.Schema["Key"]));
    }

    [Fact]
    public void EmptyAndNullTextAreMissing()
    {
        IDataView data = Texts("x", null, "", "y");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
        Assert.Equal([1u, 0u, 0u, 2u], Read.Column<uint>(mapped, "Key"));
        Assert.Equal(["x", "y"], Read.KeyTexts(mapped.Schema["Key"]));
    }

    [Fact]
    public void NotANumberIsMissing()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { 2f, float.NaN, 0f }.Select(value => new Row { Real = value }).ToArray());
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Real").Fit(data).Transform(data);
        Assert.Equal([1u, 0u, 2u], Read.Column<uint>(mapped, "Key"));
        Assert.Equal([2f, 0f], Read.KeyValues<float>(mapped.Schema["Key"]));
    }

    [Fact]
    public void AValueUnseenInFitIsMissing()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Texts("x", "y"));
        Assert.Equal([2u, 0u, 1u], Read.Column<uint>(model.Transform(Texts("y", "z", "x")), "Key"));
    }

    [Fact]
    public void KeyValuesAreAVectorOfTheValuesType()
    {
        IDataView data = Texts("x", "y");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
        DataViewSchema annotations = mapped.Schema["Key"].Annotations.Schema;
        Assert.Equal("Vector<String, 2>", annotations["KeyValues"].Type.ToString());
        Assert.True(mapped.Schema["Key"].HasKeyValues());
        Assert.False(mapped.Schema["Text"].HasKeyValues());

        IDataView numbers = _ml.Data.LoadFromEnumerable([new Row { Number = 7 }, new Row { Number = 0 }]);
        IDataView keys = _ml.Transforms.Conversion.MapValueToKey("Key", "Number").Fit(numbers).Transform(numbers);
        Assert.Equal("Vector<Int32, 2>", keys.Schema["Key"].Annotations.Schema["KeyValues"].Type.ToString());
        Assert.Equal([7, 0], Read.KeyValues<int>(keys.Schema["Key"]));
        Assert.True(keys.Schema["Key"].HasKeyValues(NumberDataViewType.Int32));
    }

    [Fact]
    public void TheOutputMayReplaceTheInput()
    {
        IDataView data = Texts("x", "y", "x");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Text").Fit(data).Transform(data);
        Assert.Equal("Key<UInt32, 0-1>", mapped.Schema["Text"].Type.ToString());
        Assert.Equal([1u, 2u, 1u], Read.Column<uint>(mapped, "Text"));
        Assert.Equal(data.Schema.Count + 1, mapped.Schema.Count);
        Assert.Single(mapped.Schema, column => column.Name == "Text" && column.IsHidden);
    }

    [Fact]
    public void AVectorOfTextMapsSlotBySlotWithOneVocabulary()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Pair = ["a", "b"] }, new Row { Pair = ["c", "a"] }]);
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Pair").Fit(data).Transform(data);
        Assert.Equal("Vector<Key<UInt32, 0-2>, 2>", mapped.Schema["Key"].Type.ToString());
        Assert.Equal([[1u, 2u], [3u, 1u]], mapped.GetColumn<uint[]>("Key"));
    }

    [Fact]
    public void KeysBeyondTheMaximumAreMissing()
    {
        IDataView data = Texts("a", "b", "c", "a");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 2).Fit(data).Transform(data);
        Assert.Equal("Key<UInt32, 0-1>", mapped.Schema["Key"].Type.ToString());
        Assert.Equal([1u, 2u, 0u, 1u], Read.Column<uint>(mapped, "Key"));
    }

    internal sealed class Vocabulary
    {
        public string? Value;
    }

    [Fact]
    public void KeyDataGivesTheVocabulary()
    {
        IDataView vocabulary = _ml.Data.LoadFromEnumerable([new Vocabulary { Value = "c" }, new Vocabulary { Value = "a" }]);
        IDataView data = Texts("a", "b", "c");
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: vocabulary).Fit(data).Transform(data);
        Assert.Equal([2u, 0u, 1u], Read.Column<uint>(mapped, "Key"));
        Assert.Equal(["c", "a"], Read.KeyTexts(mapped.Schema["Key"]));
    }
}
