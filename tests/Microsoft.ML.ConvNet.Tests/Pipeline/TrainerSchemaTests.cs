using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>What a pipeline knows of the trainer before there are data; texts and order are those of ML.NET's LbfgsMaximumEntropy.</summary>
public sealed class TrainerSchemaTests
{
    private static readonly MLContext s_mlContext = new(1);

    private static readonly TestColumn s_images = TestColumn.Images();

    [Fact]
    public void OutputOfTextLabels()
    {
        Assert.Equal(
            [
                "Features Vector Single: ",
                "Label Scalar UInt32 key: KeyValues Vector String",
                "Score Vector Single: SlotNames Vector String, TrainingLabelValues Vector String, ScoreColumnSetId Scalar UInt32 key, ScoreColumnKind Scalar String, ScoreValueKind Scalar String",
                "PredictedLabel Scalar UInt32 key: KeyValues Vector String, ScoreColumnSetId Scalar UInt32 key, ScoreColumnKind Scalar String, ScoreValueKind Scalar String",
            ],
            Output(TestColumn.Label(annotations: OutputSchemaTests.Texts())));
    }

    [Fact]
    public void OutputOfOtherLabels()
    {
        var values = OutputSchemaTests.Annotation(new VectorDataViewType(NumberDataViewType.Int64, 3), [1L, 2, 3]);
        Assert.Equal(
            [
                "Features Vector Single: ",
                "Label Scalar UInt32 key: KeyValues Vector Int64",
                "Score Vector Single: TrainingLabelValues Vector Int64, ScoreColumnSetId Scalar UInt32 key, ScoreColumnKind Scalar String, ScoreValueKind Scalar String",
                "PredictedLabel Scalar UInt32 key: KeyValues Vector Int64, ScoreColumnSetId Scalar UInt32 key, ScoreColumnKind Scalar String, ScoreValueKind Scalar String",
            ],
            Output(TestColumn.Label(annotations: values)));
        Assert.Equal(
            [
                "Features Vector Single: ",
                "Label Scalar UInt32 key: ",
                "Score Vector Single: ScoreColumnSetId Scalar UInt32 key, ScoreColumnKind Scalar String, ScoreValueKind Scalar String",
                "PredictedLabel Scalar UInt32 key: ScoreColumnSetId Scalar UInt32 key, ScoreColumnKind Scalar String, ScoreValueKind Scalar String",
            ],
            Output(TestColumn.Label()));
    }

    [Fact]
    public void KeysOfEverySizeAreLabels()
    {
        Output(TestColumn.Of("Label", new KeyDataViewType(typeof(byte), 3), row => (byte)1));
        Output(TestColumn.Of("Label", new KeyDataViewType(typeof(ushort), 3), row => (ushort)1));
        Output(TestColumn.Of("Label", new KeyDataViewType(typeof(uint), 3), row => 1u));
        Output(TestColumn.Of("Label", new KeyDataViewType(typeof(ulong), 3), row => 1ul));
    }

    [Fact]
    public void MissingColumnsAreNamed()
    {
        Check(new(), "inputSchema", "Could not find feature column 'Features' (Parameter 'inputSchema')", TestColumn.Label());
        Check(new(), "inputSchema", "Could not find label column 'Label' (Parameter 'inputSchema')", s_images);
        Check(new() { ExampleWeightColumnName = "W" }, "inputSchema", "Could not find weight column 'W' (Parameter 'inputSchema')", s_images, TestColumn.Label());
        Check(new() { ImagePathColumnName = "P" }, "inputSchema", "Could not find image path column 'P' (Parameter 'inputSchema')", s_images, TestColumn.Label());
    }

    [Fact]
    public void WrongColumnsAreNamedWithWhatIsAccepted()
    {
        var text = TestColumn.Of("Label", TextDataViewType.Instance, row => "a".AsMemory());
        Check(new(), "labelCol", "Schema mismatch for label column 'Label': expected Key<UInt32> (Key<Byte>, Key<UInt16> and Key<UInt64> are accepted too), got String (Parameter 'labelCol')", s_images, text);
        var vector = TestColumn.Of("Label", new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 2), row => default(VBuffer<uint>));
        Check(new(), "labelCol", "got Vector<Key<UInt32>>", s_images, vector);
        var number = TestColumn.Of("Features", NumberDataViewType.Single, row => 1f);
        Check(new(), "inputSchema", "Schema mismatch for feature column 'Features': expected Vector<Single>", number, TestColumn.Label());
        var doubles = TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Double, 4), row => default(VBuffer<double>));
        Check(new(), "inputSchema", "got Vector<Double>", doubles, TestColumn.Label());
        var variable = TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single), row => default(VBuffer<float>));
        Check(new() { ImageShape = new(1, 4, 4) }, "inputSchema", "got VarVector<Single>", variable, TestColumn.Label());
        var encoded = TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte), row => default(VBuffer<byte>));
        Check(new(), "inputSchema", "with ImageShape given; ImageShape is not given, got VarVector<Byte>", encoded, TestColumn.Label());
        Check(new() { ExampleWeightColumnName = "W" }, "inputSchema", "Schema mismatch for weight column 'W': expected Single, got Double", s_images, TestColumn.Label(), TestColumn.Of("W", NumberDataViewType.Double, row => 1.0));
    }

    [Fact]
    public void WhatOnlyTheTypesTellIsFoundBeforeAnyRowIsRead()
    {
        var plain = new TestView(5, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single, 16), row => default(VBuffer<float>)), TestColumn.Label());
        Assert.Contains("ImageShape is not given", Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(new()).Fit(plain)).Message);
        var tiny = new TestView(5, s_images, TestColumn.Label());
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(new() { Architecture = ConvNetArchitecture.LeNet5 }).Fit(tiny));
        Assert.Contains("lenet5", exception.Message);
        var oneClass = new TestView(5, s_images, TestColumn.Label(1));
        Assert.Contains("at least 2", Assert.Throws<InvalidOperationException>(() => Trainer(new()).Fit(oneClass)).Message);
        Assert.Equal((0, 0, 0), (plain.RowsRead, tiny.RowsRead, oneClass.RowsRead));
        Assert.Throws<ArgumentNullException>("trainData", () => Trainer(new()).Fit(null!));
    }

    private static ConvNetTrainer Trainer(ConvNetTrainer.Options options) => s_mlContext.MulticlassClassification.Trainers.ConvNet(options);

    private static IEnumerable<string> Output(TestColumn label) =>
        Trainer(new()).GetOutputSchema(MlNetInterop.ShapeOf(new TestView(1, s_images, label).Schema)).Select(column =>
            $"{Describe(column)}: {string.Join(", ", column.Annotations.Select(Describe))}");

    private static string Describe(SchemaShape.Column column) => $"{column.Name} {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")}";

    private static void Check(ConvNetTrainer.Options options, string parameter, string message, params TestColumn[] columns)
    {
        var view = new TestView(5, columns);
        var shape = MlNetInterop.ShapeOf(view.Schema);
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(parameter, () => Trainer(options).GetOutputSchema(shape)).Message);
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(parameter, () => Trainer(options).Fit(view)).Message);
        Assert.Equal(0, view.RowsRead);
    }
}
