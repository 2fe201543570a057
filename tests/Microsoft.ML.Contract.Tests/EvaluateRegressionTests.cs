namespace Microsoft.ML.Contract.Tests;

public class EvaluateRegressionTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public float Label;
        public float Score;
        public bool Flag;
    }

    private static Row Scored(float label, float score) => new() { Label = label, Score = score };

    private static readonly Row[] Sample = [Scored(1, 2), Scored(3, 3), Scored(5, 2), Scored(7, 7)];

    private RegressionMetrics Evaluate(params Row[] rows) => _ml.Regression.Evaluate(_ml.Data.LoadFromEnumerable(rows));

    [Fact]
    public void ErrorsAreMeansOverTheRows()
    {
        var metrics = Evaluate(Sample);
        Assert.Equal(1, metrics.MeanAbsoluteError, 12);
        Assert.Equal(2.5, metrics.MeanSquaredError, 12);
        Assert.Equal(Math.Sqrt(2.5), metrics.RootMeanSquaredError, 12);
        Assert.Equal(2.5, metrics.LossFunction, 12);
        Assert.Equal(1 - 10 / 20.0, metrics.RSquared, 12);
    }

    [Fact]
    public void LossAndSquaresOfLabelsAreOfSinglePrecision()
    {
        // The squares of 4097 and 4099 need 25 bits: as floats they are 16785408 and 16801800.
        var metrics = Evaluate(Scored(4097, 0), Scored(4099, 0));
        Assert.Equal((16785409 + 16801801) / 2.0, metrics.MeanSquaredError, 12);
        Assert.Equal((16785408 + 16801800) / 2.0, metrics.LossFunction, 12);
        // The sum of these squares less that of the mean is 0; it would be 2.
        Assert.True(double.IsNaN(metrics.RSquared));
    }

    [Fact]
    public void OnlyEvaluateMakesMetrics() => Assert.Empty(typeof(RegressionMetrics).GetConstructors());

    [Fact]
    public void EqualLabelsHaveNoRSquared() => Assert.True(double.IsNaN(Evaluate(Scored(2, 1), Scored(2, 3)).RSquared));

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(1, float.NaN)]
    public void RowsWithoutLabelOrScoreAreSkipped(float label, float score) => Assert.Equal(1, Evaluate([.. Sample, Scored(label, score)]).MeanAbsoluteError, 12);

    [Fact]
    public void MissingColumnsAreNamed()
    {
        var data = _ml.Data.LoadFromEnumerable(Sample);
        Assert.StartsWith("Nothing column 'Label' not found", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Evaluate(data, "Nothing")).Message);
        Assert.StartsWith("Nothing column 'Score' not found", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Evaluate(data, "Label", "Nothing")).Message);
    }

    [Theory]
    [InlineData("Flag", "Score")]
    [InlineData("Label", "Flag")]
    public void ColumnsOfOtherTypesAreRefused(string label, string score) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Evaluate(_ml.Data.LoadFromEnumerable(Sample), label, score));

    [Fact]
    public void CrossValidationEvaluatesEveryFold()
    {
        Row[] rows = [.. Enumerable.Range(0, 60).Select(i => Scored(i, i + i % 3))];
        var results = _ml.Regression.CrossValidate(_ml.Data.LoadFromEnumerable(rows), _ml.Transforms.CopyColumns("Copy", "Score"), numberOfFolds: 3);
        Assert.Equal([0, 1, 2], results.Select(result => result.Fold));
        Assert.All(results, result => Assert.Equal(Read.Column<float>(result.ScoredHoldOutSet, "Label").Average(label => label % 3), result.Metrics.MeanAbsoluteError, 6));
    }
}
