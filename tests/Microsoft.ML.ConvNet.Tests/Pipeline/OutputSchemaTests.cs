using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>
/// The columns of a model, written down from what ML.NET's LbfgsMaximumEntropy trainer gives for the same labels: order, types, annotations and their order.
/// </summary>
public sealed class OutputSchemaTests
{
    private const string SetId = "ScoreColumnSetId: Key<UInt32, 0-2147483646>";

    [Fact]
    public void TextLabelsGiveKeyValuesTrainingLabelValuesAndSlotNames()
    {
        var output = Output(Texts());
        Assert.Equal(["Features", "Label", "PredictedLabel", "Score"], output.Select(column => column.Name));
        Assert.Equal("Key<UInt32, 0-2>", $"{output["PredictedLabel"].Type}");
        Assert.Equal("Vector<Single, 3>", $"{output["Score"].Type}");
        Assert.Equal(["ScoreColumnKind: String", "ScoreValueKind: String", "KeyValues: Vector<String, 3>", SetId], Annotations(output["PredictedLabel"]));
        Assert.Equal(
            ["ScoreColumnKind: String", SetId, "ScoreValueKind: String", "TrainingLabelValues: Vector<String, 3>", "SlotNames: Vector<String, 3>"],
            Annotations(output["Score"]));
        Assert.Equal("MulticlassClassification", Text(output["PredictedLabel"], "ScoreColumnKind"));
        Assert.Equal("MulticlassClassification", Text(output["Score"], "ScoreColumnKind"));
        Assert.Equal("PredictedLabel", Text(output["PredictedLabel"], "ScoreValueKind"));
        Assert.Equal("Score", Text(output["Score"], "ScoreValueKind"));

        VBuffer<ReadOnlyMemory<char>> names = default;
        output["Score"].GetSlotNames(ref names);
        Assert.Equal(["a", "", "c"], names.DenseValues().Select(name => name.ToString()));
        output["PredictedLabel"].GetKeyValues(ref names);
        Assert.Equal(["a", "", "c"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void OtherLabelsGiveNoSlotNames()
    {
        var output = Output(Annotation(new VectorDataViewType(DateTimeDataViewType.Instance, 3), Enumerable.Range(1, 3).Select(day => new DateTime(2020, 1, day)).ToArray()));
        Assert.Equal(["ScoreColumnKind: String", "ScoreValueKind: String", "KeyValues: Vector<DateTime, 3>", SetId], Annotations(output["PredictedLabel"]));
        Assert.Equal(["ScoreColumnKind: String", SetId, "ScoreValueKind: String", "TrainingLabelValues: Vector<DateTime, 3>"], Annotations(output["Score"]));
        VBuffer<DateTime> days = default;
        output["PredictedLabel"].GetKeyValues(ref days);
        Assert.Equal([1, 2, 3], days.DenseValues().Select(day => day.Day));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LabelsWithoutFittingValuesGiveNone(bool wrongCount)
    {
        var output = Output(wrongCount ? Annotation(new VectorDataViewType(NumberDataViewType.Int32, 2), [1, 2]) : null);
        Assert.Equal(["ScoreColumnKind: String", "ScoreValueKind: String", SetId], Annotations(output["PredictedLabel"]));
        Assert.Equal(["ScoreColumnKind: String", SetId, "ScoreValueKind: String"], Annotations(output["Score"]));
    }

    [Fact]
    public void ColumnsOfTheSameNameAreHiddenByTheirNewNeighbour()
    {
        var transformer = TestModels.Transformer();
        var view = new TestView(4, TestColumn.Images(), TestColumn.Label(), TestColumn.Of("Score", NumberDataViewType.Int32, row => (int)row), TestColumn.Of("Last", NumberDataViewType.Int32, row => (int)row));
        var once = transformer.Transform(view);
        var twice = transformer.Transform(once);
        Assert.Equal(["Features", "Label", "Score", "Score", "Last", "PredictedLabel"], once.Schema.Select(column => column.Name));
        Assert.Equal([false, false, true, false, false, false], once.Schema.Select(column => column.IsHidden));
        Assert.Equal(["Features", "Label", "Score", "Score", "Score", "Last", "PredictedLabel", "PredictedLabel"], twice.Schema.Select(column => column.Name));
        Assert.Equal(1u, Id(once.Schema["Score"]));
        Assert.Equal(1u, Id(once.Schema["PredictedLabel"]));
        Assert.Equal(2u, Id(twice.Schema["Score"]));
        Assert.Equal(2u, Id(twice.Schema["PredictedLabel"]));
        using var cursor = twice.GetRowCursor(twice.Schema);
        var hidden = cursor.GetGetter<int>(twice.Schema[2]);
        var last = cursor.GetGetter<int>(twice.Schema["Last"]);
        var score = cursor.GetGetter<VBuffer<float>>(twice.Schema["Score"]);
        VBuffer<float> value = default;
        int number = 0;
        for (int row = 0; row < 4; row++)
        {
            Assert.True(cursor.MoveNext());
            score(ref value);
            Assert.Equal(0.5f, value.GetItemOrDefault(row % 3));
            hidden(ref number);
            Assert.Equal(row, number);
            last(ref number);
            Assert.Equal(row, number);
        }
    }

    [Fact]
    public void OutputColumnsCanBeNamed()
    {
        var transformer = TestModels.Transformer(null, settings => settings with { ScoreColumnName = "P", PredictedLabelColumnName = "Best" });
        Assert.Equal(["Features", "Best", "P"], transformer.GetOutputSchema(new TestView(1, TestColumn.Images()).Schema).Select(column => column.Name));
    }

    [Fact]
    public void DependenciesAreTheFeatureAndWhatIsPassedOn()
    {
        var view = new TestView(1, TestColumn.Images(), TestColumn.Label(), TestColumn.Of("Other", NumberDataViewType.Int32, row => (int)row));
        var mapper = ((ITransformer)TestModels.Transformer()).GetRowToRowMapper(view.Schema);
        Assert.Equal(["Features"], mapper.GetDependencies([mapper.OutputSchema["Score"]]).Select(column => column.Name));
        Assert.Equal(["Features"], mapper.GetDependencies([mapper.OutputSchema["PredictedLabel"]]).Select(column => column.Name));
        Assert.Equal(["Other"], mapper.GetDependencies([mapper.OutputSchema["Other"]]).Select(column => column.Name));
        Assert.Empty(mapper.GetDependencies([]));
    }

    [Fact]
    public void AMissingOrWrongFeatureColumnIsNamed()
    {
        var transformer = TestModels.Transformer();
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => transformer.GetOutputSchema(new TestView(1, TestColumn.Label()).Schema));
        Assert.Equal("Could not find feature column 'Features' (Parameter 'inputSchema')", missing.Message);
        Assert.Equal("inputSchema", missing.ParamName);
        var wrong = new TestView(1, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single, 9), row => default(VBuffer<float>)));
        Assert.StartsWith(
            "Schema mismatch for feature column 'Features': expected Vector<Single, 1, 4, 4> (or another vector of Single that holds images of 1x4x4), got Vector<Single, 9>",
            Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Transform(wrong)).Message);
        Assert.Throws<ArgumentNullException>("input", () => transformer.Transform(null!));
        Assert.Throws<ArgumentNullException>("inputSchema", () => transformer.GetOutputSchema(null!));
    }

    [Fact]
    public void TheSameImagesInAnotherArrangementAreAccepted()
    {
        var transformer = TestModels.Transformer();
        foreach (var type in new[] { new VectorDataViewType(NumberDataViewType.Single, 4, 4, 1), new VectorDataViewType(NumberDataViewType.Single, 16) })
        {
            var view = new TestView(5, TestColumn.Of("Features", type, row => new VBuffer<float>(16, Enumerable.Repeat((float)row, 16).ToArray())));
            Assert.Equal(new uint[] { 1, 2, 3, 1, 2 }, transformer.Transform(view).GetColumn<uint>("PredictedLabel"));
        }
    }

    [Fact]
    public void BytesAreNotTakenForValuesThatMayHaveBeenScaled()
    {
        var bytes = new TestView(5, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte, 1, 4, 4), row => default(VBuffer<byte>)));
        var files = new TestView(5, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte), row => default(VBuffer<byte>)));
        foreach (var (view, type) in new[] { (bytes, "Vector<Byte, 1, 4, 4>"), (files, "Vector<Byte>") })
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => TestModels.Transformer().Transform(view));
            Assert.StartsWith($"Schema mismatch for feature column 'Features': expected Vector<Single, 1, 4, 4> (or another vector of Single that holds images of 1x4x4), got {type}", exception.Message);
        }
    }

    private static DataViewSchema Output(DataViewSchema.Annotations? labelAnnotations)
    {
        var view = new TestView(1, TestColumn.Images(), TestColumn.Label(annotations: labelAnnotations));
        return TestModels.Transformer(labelValues: LabelValues.Of(view.Schema["Label"], 3)).GetOutputSchema(view.Schema);
    }

    internal static DataViewSchema.Annotations Texts() =>
        Annotation(new VectorDataViewType(TextDataViewType.Instance, 3), ["a".AsMemory(), ReadOnlyMemory<char>.Empty, "c".AsMemory()]);

    internal static DataViewSchema.Annotations Annotation<T>(VectorDataViewType type, T[] values)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("KeyValues", type, (ref VBuffer<T> value) => new VBuffer<T>(values.Length, values).CopyTo(ref value));
        return builder.ToAnnotations();
    }

    private static IEnumerable<string> Annotations(DataViewSchema.Column column) => column.Annotations.Schema.Select(annotation => $"{annotation.Name}: {annotation.Type}");

    private static string Text(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(kind, ref value);
        return value.ToString();
    }

    private static uint Id(DataViewSchema.Column column)
    {
        uint value = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref value);
        return value;
    }
}
