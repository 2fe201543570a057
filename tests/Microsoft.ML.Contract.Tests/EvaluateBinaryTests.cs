namespace Microsoft.ML.Contract.Tests;

public class EvaluateBinaryTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public bool Label;
        public bool PredictedLabel;
        public float Score;
        public float Probability;
        public float Number;
        [KeyType(2)] public uint Key; // zero-based; 2 or more is missing
    }

    private static Row Scored(bool label, float score, float? probability = null) => new()
    {
        Label = label,
        Score = score,
        PredictedLabel = score > 0,
        Probability = probability ?? 1 / (1 + MathF.Exp(-score)),
        Number = label ? 1 : 0,
        Key = label ? 1u : 0,
    };

    private static readonly Row[] Sample = [Scored(true, 2), Scored(true, -1), Scored(true, 1), Scored(false, -2), Scored(false, 1), Scored(false, -3), Scored(false, -0.5f)];

    private CalibratedBinaryClassificationMetrics Evaluate(params Row[] rows) => _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));

    [Fact]
    public void RowsAreCountedByTheSignOfTheScore()
    {
        var metrics = Evaluate(Sample);
        Assert.Equal(5 / 7.0, metrics.Accuracy, 12);
        Assert.Equal(2 / 3.0, metrics.PositivePrecision, 12);
        Assert.Equal(2 / 3.0, metrics.PositiveRecall, 12);
        Assert.Equal(3 / 4.0, metrics.NegativePrecision, 12);
        Assert.Equal(3 / 4.0, metrics.NegativeRecall, 12);
        Assert.Equal(2 / 3.0, metrics.F1Score, 12);
        Assert.Equal([[2.0, 1], [1, 3]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(2, metrics.ConfusionMatrix.NumberOfClasses);
    }

    [Fact]
    public void TheConfusionTableBeginsWithTheShareOfYes() => Assert.Equal(
        """
        TEST POSITIVE RATIO:	0.4286 (3.0/(3.0+4.0))
        Confusion table
                  ||======================
        PREDICTED || positive | negative | Recall
        TRUTH     ||======================
         positive ||        2 |        1 | 0.6667
         negative ||        1 |        3 | 0.7500
                  ||======================
        Precision ||   0.6667 |   0.7500 |

        """,
        Evaluate(Sample).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n"));

    [Fact]
    public void AScoreOfZeroSaysNo() => Assert.Equal(0.5, Evaluate(Scored(true, 0), Scored(false, 0)).Accuracy, 12);

    [Fact]
    public void TheAreaUnderTheRocCurveCountsPairsAndTiesHalf() => Assert.Equal((4 + 2 + 3.5) / 12, Evaluate(Sample).AreaUnderRocCurve, 12);

    [Fact]
    public void TheAreaUnderThePrecisionRecallCurveIsThatOfLowerTrapezoids()
    {
        // Yes, no, yes, yes by falling score: precision 1, 1/2, 2/3, 3/4.
        double expected = ((1 + 1) / 2.0 + (1 / 2.0 + 2 / 3.0) / 2 + (2 / 3.0 + 3 / 4.0) / 2) / 3;
        Assert.Equal(expected, Evaluate(Scored(true, 4), Scored(false, 3), Scored(true, 2), Scored(true, 1)).AreaUnderPrecisionRecallCurve, 12);
    }

    [Fact]
    public void LogLossIsInBitsAndFromTheProbability()
    {
        var metrics = Evaluate(Scored(true, 1, 0.5f), Scored(true, 1, 0.25f), Scored(false, 1, 0.75f), Scored(true, 1, 1f));
        Assert.Equal((1 + 2 + 2 + 0) / 4.0, metrics.LogLoss, 6);
        double entropy = -(0.75 * Math.Log2(0.75) + 0.25 * Math.Log2(0.25));
        Assert.Equal(entropy, metrics.Entropy, 6);
        Assert.Equal((entropy - 1.25) / entropy, metrics.LogLossReduction, 6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void RowsWhoseScoreIsNoNumberAreSkipped(float bad) => Assert.Equal(5 / 7.0, Evaluate([.. Sample, Scored(true, bad, 0.5f)]).Accuracy, 12);

    [Fact]
    public void ARowWithoutProbabilitySpoilsTheLogLossAlone()
    {
        var metrics = Evaluate([.. Sample, Scored(true, 1, float.NaN)]);
        Assert.True(double.IsNaN(metrics.LogLoss));
        Assert.Equal(6 / 8.0, metrics.Accuracy, 12);
    }

    [Theory]
    [InlineData(true, "AUC is not defined when there is no negative class in the data")]
    [InlineData(false, "AUC is not defined when there is no positive class in the data")]
    public void RowsOfOneClassAreAnError(bool label, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(Scored(label, 1)));
        Assert.StartsWith(message, error.Message);
    }

    [Theory]
    [InlineData(nameof(Row.Number))]
    [InlineData(nameof(Row.Key))]
    public void NumbersAndKeysAreLabelsToo(string column)
    {
        Row[] rows = [.. Sample, new Row { Number = float.NaN, Key = 7, Score = 1, Probability = 0.5f }];
        var metrics = _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows), column);
        Assert.Equal([[2.0, 1], [1, 3]], metrics.ConfusionMatrix.Counts);
    }

    [Theory]
    [InlineData("Nothing", "Score", "Probability", "PredictedLabel", "Nothing column 'Label' not found")]
    [InlineData("Label", "Nothing", "Probability", "PredictedLabel", "Nothing column 'Score' not found")]
    [InlineData("Label", "Score", "Nothing", "PredictedLabel", "Nothing column 'Probability' not found")]
    [InlineData("Label", "Score", "Probability", "Nothing", "Nothing column 'PredictedLabel' not found")]
    public void MissingColumnsAreNamed(string label, string score, string probability, string predicted, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(Sample), label, score, probability, predicted));
        Assert.StartsWith(message, error.Message);
    }

    [Theory]
    [InlineData("Label", "Label", "Probability")]
    [InlineData("Label", "Score", "Label")]
    public void ColumnsOfOtherTypesAreRefused(string label, string score, string probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(Sample), label, score, probability));

    [Fact]
    public void CrossValidationEvaluatesEveryFold()
    {
        Row[] rows = [.. Enumerable.Range(0, 60).Select(i => Scored(i % 2 == 0, i % 3 == 0 ? 1 : -1))];
        var results = _ml.BinaryClassification.CrossValidate(_ml.Data.LoadFromEnumerable(rows), _ml.Transforms.CopyColumns("Copy", "Score"), numberOfFolds: 3);
        Assert.Equal([0, 1, 2], results.Select(result => result.Fold));
        foreach (var result in results)
        {
            bool[] labels = Read.Column<bool>(result.ScoredHoldOutSet, "Label");
            float[] scores = Read.Column<float>(result.ScoredHoldOutSet, "Copy");
            Assert.Equal(labels.Zip(scores).Count(pair => pair.First == pair.Second > 0) / (double)labels.Length, result.Metrics.Accuracy, 12);
        }
    }
}
