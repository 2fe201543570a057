namespace Microsoft.ML.Contract.Tests;

public class EvaluateTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        [KeyType(3)] public uint Label; // zero-based; 3 or more is missing
        [KeyType(3)] public uint PredictedLabel;
        [VectorType(3)] public float[] Score = [];
    }

    private static Row Scored(uint label, params float[] score) =>
        new() { Label = label, Score = score, PredictedLabel = (uint)Array.IndexOf(score, score.Max()) };

    private IDataView Data(params Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private MulticlassClassificationMetrics Evaluate(int topK, params Row[] rows) => _ml.MulticlassClassification.Evaluate(Data(rows), topKPredictionCount: topK);

    private static readonly Row[] Sample =
    [
        Scored(0, 0.7f, 0.2f, 0.1f),
        Scored(0, 0.3f, 0.6f, 0.1f),
        Scored(1, 0.2f, 0.5f, 0.3f),
        Scored(2, 0.5f, 0.3f, 0.2f),
    ];

    [Fact]
    public void OnlyEvaluateMakesMetrics() => Assert.Empty(typeof(MulticlassClassificationMetrics).GetConstructors());

    [Fact]
    public void AccuraciesCountRowsAndClasses()
    {
        MulticlassClassificationMetrics metrics = Evaluate(0, Sample);
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal((0.5 + 1 + 0) / 3, metrics.MacroAccuracy, 12);
    }

    [Fact]
    public void LogLossIsTheMeanOfMinusLogOfTheTrueScore()
    {
        MulticlassClassificationMetrics metrics = Evaluate(0, Sample);
        double expected = -(Math.Log(0.7f) + Math.Log(0.3f) + Math.Log(0.5f) + Math.Log(0.2f)) / 4;
        Assert.Equal(expected, metrics.LogLoss, 6);
        double prior = -(0.5 * Math.Log(0.5) + 0.25 * Math.Log(0.25) + 0.25 * Math.Log(0.25));
        Assert.Equal((prior - expected) / prior, metrics.LogLossReduction, 6);
        Assert.Equal(3, metrics.PerClassLogLoss.Count);
        Assert.Equal(-(Math.Log(0.7f) + Math.Log(0.3f)) / 2, metrics.PerClassLogLoss[0], 6);
        Assert.Equal(-Math.Log(0.5f), metrics.PerClassLogLoss[1], 6);
        Assert.Equal(-Math.Log(0.2f), metrics.PerClassLogLoss[2], 6);
    }

    [Fact]
    public void AScoreOfZeroCostsAsMuchAsTheClampAllows()
    {
        Assert.Equal(-Math.Log(1e-15f), Evaluate(0, Scored(0, 0, 1, 0)).LogLoss, 6);
        Assert.Equal(34.5388, Evaluate(0, Scored(0, 0, 1, 0)).LogLoss, 4);
    }

    [Fact]
    public void ScoresAboveOneCostNothingAndAreNotNormalised()
    {
        Assert.Equal(0, Evaluate(0, Scored(0, 7, 1, 0)).LogLoss, 12);
        Assert.Equal(-Math.Log(0.25f), Evaluate(0, Scored(1, 0.5f, 0.25f, 0)).LogLoss, 6);
    }

    [Fact]
    public void RowsWithoutLabelAreSkipped()
    {
        MulticlassClassificationMetrics metrics = Evaluate(1, [.. Sample, Scored(3, 1, 0, 0), Scored(9, 0, 1, 0)]);
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal(4, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void RowsWithScoresThatAreNoNumbersAreSkipped(float bad)
    {
        MulticlassClassificationMetrics metrics = Evaluate(1, [.. Sample, Scored(0, 0.1f, bad, 0.5f)]);
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal(0.5, metrics.TopKAccuracy, 12);
        Assert.Equal(4, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void TopKAccuracyIsListedForAllK()
    {
        MulticlassClassificationMetrics metrics = Evaluate(3, Sample);
        Assert.Equal(3, metrics.TopKPredictionCount);
        Assert.Equal(1, metrics.TopKAccuracy, 12);
        Assert.Equal([0.5, 0.75, 1], metrics.TopKAccuracyForAllK);
        Assert.Equal(0.75, Evaluate(2, Sample).TopKAccuracy, 12);
        Assert.Equal([0.5, 0.75], Evaluate(2, Sample).TopKAccuracyForAllK);
    }

    [Fact]
    public void TopKZeroMeasuresNoTopK()
    {
        MulticlassClassificationMetrics metrics = Evaluate(0, Sample);
        Assert.Equal(0, metrics.TopKPredictionCount);
        Assert.Equal(0, metrics.TopKAccuracy);
        Assert.Null(metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void TopKMayExceedTheClassesByOne()
    {
        Assert.Equal([0.5, 0.75, 1, 1], Evaluate(4, Sample).TopKAccuracyForAllK);
        Assert.Throws<IndexOutOfRangeException>(() => Evaluate(5, Sample));
    }

    [Fact]
    public void NegativeTopKIsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(-1, Sample));
        Assert.StartsWith("Must be non-negative", error.Message);
    }

    [Theory]
    [InlineData(0u, 1)]
    [InlineData(1u, 2)]
    [InlineData(2u, 3)]
    public void TiesGoToTheSmallerIndex(uint label, int firstHit)
    {
        IReadOnlyList<double> hits = Evaluate(3, Scored(label, 0.25f, 0.25f, 0.25f)).TopKAccuracyForAllK;
        Assert.Equal(Enumerable.Range(1, 3).Select(k => k >= firstHit ? 1.0 : 0.0), hits);
    }

    [Fact]
    public void TheClassAssignedIsTheFirstMaximumWhateverPredictedLabelSays()
    {
        var row = new Row { Label = 1, Score = [0.1f, 0.4f, 0.4f], PredictedLabel = 2 };
        MulticlassClassificationMetrics metrics = Evaluate(0, row);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts[1][1]);
        Assert.Equal(1, metrics.MicroAccuracy);
    }

    [Fact]
    public void TheConfusionMatrixCountsActualByPredicted()
    {
        ConfusionMatrix matrix = Evaluate(0, Sample).ConfusionMatrix;
        Assert.Equal(3, matrix.NumberOfClasses);
        Assert.Equal([1, 1, 0], matrix.Counts[0]);
        Assert.Equal([0, 1, 0], matrix.Counts[1]);
        Assert.Equal([1, 0, 0], matrix.Counts[2]);
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 2));
        Assert.Equal(0, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 0));
        Assert.Equal([0.5, 1, 0], matrix.PerClassRecall);
        Assert.Equal([0.5, 0.5, 0], matrix.PerClassPrecision);
    }

    [Fact]
    public void AClassPairOutOfRangeIsRefused()
    {
        ConfusionMatrix matrix = Evaluate(0, Sample).ConfusionMatrix;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
        Assert.Equal("Invalid index. Should be non-negative, less than the number of classes. (Parameter 'predictedClassIndicatorIndex')", error.Message);
    }

    [Fact]
    public void ALabelBeyondTheScoresIsUnseen()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new WideLabel { Label = 0, Score = [0.9f, 0.1f] }, new WideLabel { Label = 4, Score = [0.9f, 0.1f] }]);
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 2);
        Assert.Equal((-Math.Log(0.9f) - Math.Log(1e-15f)) / 2, metrics.LogLoss, 5);
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
    }

    internal sealed class WideLabel
    {
        [KeyType(5)] public uint Label;
        [KeyType(2)] public uint PredictedLabel;
        [VectorType(2)] public float[] Score = [];
    }

    internal sealed class SingleLabel
    {
        public float Truth;
        [VectorType(2)] public float[] Probabilities = [];
        [KeyType(2)] public uint Guess;
    }

    [Fact]
    public void ColumnsAreFoundByNameAndALabelMayBeSingle()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new SingleLabel { Truth = 1, Probabilities = [0.25f, 0.75f] }, new SingleLabel { Truth = 0, Probabilities = [0.25f, 0.75f] }]);
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(data, "Truth", "Probabilities", "Guess");
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal(-(Math.Log(0.75f) + Math.Log(0.25f)) / 2, metrics.LogLoss, 6);
    }

    [Fact]
    public void AMissingLabelColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(Data(Sample), "Nowhere"));
        Assert.Equal("Nowhere column 'Label' not found (Parameter 'schema')", error.Message);
    }

    [Fact]
    public void AMissingScoreColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(Data(Sample), scoreColumnName: "Nowhere"));
        Assert.Equal("Nowhere column 'Score' not found (Parameter 'schema')", error.Message);
    }

    [Fact]
    public void AMissingPredictedLabelColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(Data(Sample), predictedLabelColumnName: "Nowhere"));
        Assert.Equal("Nowhere column 'PredictedLabel' not found (Parameter 'schema')", error.Message);
    }

    internal sealed class TextLabel
    {
        public string? Label;
        [VectorType(3)] public float[] Score = [];
        [KeyType(3)] public uint PredictedLabel;
    }

    internal sealed class VariableScore
    {
        [KeyType(3)] public uint Label;
        public float[] Score = [];
        [KeyType(3)] public uint PredictedLabel;
    }

    [Fact]
    public void ATextLabelIsRefused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new TextLabel { Label = "a", Score = [1, 0, 0] }]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(data));
        Assert.Equal("Schema mismatch for label column 'Label': expected Single or Key, got String (Parameter 'schema')", error.Message);
    }

    [Fact]
    public void AScoreOfUnknownSizeIsRefused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new VariableScore { Label = 0, Score = [1, 0, 0] }]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(data));
        Assert.Equal("Schema mismatch for score column 'Score': expected vector of two or more items of type Single, got Vector<Single> (Parameter 'schema')", error.Message);
    }

    internal sealed class OneScore
    {
        [KeyType(3)] public uint Label;
        [VectorType(1)] public float[] Score = [];
        [KeyType(3)] public uint PredictedLabel;
    }

    [Fact]
    public void AScoreOfOneClassIsRefused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new OneScore { Label = 0, Score = [1] }]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(data));
        Assert.Equal("Schema mismatch for score column 'Score': expected vector of two or more items of type Single, got Vector<Single, 1> (Parameter 'schema')", error.Message);
    }

    [Fact]
    public void NoRowsGiveNoAccuracy()
    {
        MulticlassClassificationMetrics metrics = Evaluate(1);
        Assert.Equal((0, 0, 0), (metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss));
        Assert.Equal((double.NaN, double.NaN), (metrics.LogLossReduction, metrics.TopKAccuracy));
    }
}
