using Microsoft.ML.ConvNet.Reports;

namespace Microsoft.ML.ConvNet.Tests.Reports;

public class OptionImportanceTests
{
    private static readonly ConvNetSearchOption[] Options = [.. ConvNetSearchSpace.Of<ReportTrials.Space>().Options.Where(option => option.Name != "BatchSize")];

    [Fact]
    public void AShareIsTheAdjustedCoefficientOfDetermination()
    {
        // By hand: R² = 15.5² / 17.5².
        var (share, chance) = VarianceExplained.Of([[0, 1, 2, 3, 4, 5]], [1, 3, 2, 5, 4, 6])!.Value;
        Assert.Equal(1 - (1 - 240.25 / 306.25) * 5 / 4, share, 1e-12);
        Assert.InRange(chance, 0.01, 0.07); // of all 720 orders 3.3 % have at least this R²
    }

    [Fact]
    public void PredictorsThatDependOnOthersCountOnce()
    {
        double[] values = [1, 3, 2, 5, 4, 6];
        double[] one = [0, 1, 2, 3, 4, 5], twice = [1, 3, 5, 7, 9, 11];
        Assert.Equal(VarianceExplained.Of([one], values), VarianceExplained.Of([one, twice, [7, 7, 7, 7, 7, 7]], values));
    }

    [Fact]
    public void TooFewNumbersTellNothing()
    {
        Assert.Null(VarianceExplained.Of([[0, 1, 2]], [1, 2, 3]));
        Assert.NotNull(VarianceExplained.Of([[0, 1, 2, 4]], [1, 2, 3, 4]));
        Assert.Null(VarianceExplained.Of([[0, 1, 2, 4, 5]], [1, 1, 1, 1, 1]));
        Assert.Null(VarianceExplained.Of([[2, 2, 2, 2, 2]], [1, 2, 3, 4, 5]));
    }

    [Fact]
    public void EqualNumbersShareTheirPlaces() => Assert.Equal([1, 3, 3, 5, 3], VarianceExplained.Ranks([-1, 4, 4, 7, 4]));

    [Fact]
    public void ARangeThatDecidesExplainsAll()
    {
        // The best rate is in the middle of the logarithmic range.
        var trials = Enumerable.Range(0, 21).Select(i => Trial(i, Math.Pow(10, -4 + 0.1 * i), network: i * 7 % 3 == 0 ? "<large>" : "small"));
        var importance = Of(trials.Select(trial => With(trial, metric: 0.9 - Math.Pow(Math.Log10((float)trial.Parameters["Rate"]) + 3, 2) / 10)));
        Assert.Equal("Rate", importance[0].Option.Name);
        Assert.InRange(importance[0].Share!.Value, 0.85, 1);
        Assert.True(importance[0].IsClear);
        Assert.All(importance.Skip(1), one => Assert.False(one.IsClear));
    }

    [Fact]
    public void AChoiceThatDecidesExplainsMost()
    {
        var importance = Of(Enumerable.Range(0, 20).Select(i => With(Trial(i, 1e-4 * (1 + i * 7 % 20), network: i % 4 < 2 ? "<large>" : "small"), metric: (i % 4 < 2 ? 0.9 : 0.8) + 0.001 * (i * 3 % 7))));
        Assert.Equal("Network", importance[0].Option.Name);
        Assert.InRange(importance[0].Share!.Value, 0.7, 1);
        Assert.True(importance[0].IsClear);
    }

    [Fact]
    public void TrialsThatDivergedAreTheWorst()
    {
        // Above a rate all diverge; the others are all about the same.
        var trials = Enumerable.Range(0, 16).Select(i => Trial(i, Math.Pow(10, -4 + 0.125 * i), "small")).ToArray();
        var importance = Of(trials.Select((trial, i) => i >= 10 ? With(trial, metric: null) : With(trial, metric: 0.9 + 0.001 * (i * 7 % 10))));
        Assert.Equal("Rate", importance[0].Option.Name);
        Assert.True(importance[0].IsClear);
    }

    [Fact]
    public void ThreeTrialsTellNothing() => Assert.All(Of(Enumerable.Range(0, 3).Select(i => With(Trial(i, 1e-3 * (i + 1), "small"), 0.9 + 0.01 * i))), one => Assert.Null(one.Share));

    private static IReadOnlyList<OptionImportance> Of(IEnumerable<ConvNetRunDetail> trials) =>
        OptionImportance.Of(Options, [.. trials], new ReportMetric(ConvNetExperimentMetric.MicroAccuracy, 5));

    private static ConvNetRunDetail Trial(int i, double rate, string network) => ReportTrials.Trial(i + 1, 0.5, rate: (float)Math.Clamp(rate, 1e-4, 1e-2), network: network);

    private static ConvNetRunDetail With(ConvNetRunDetail trial, double? metric) => ReportTrials.Trial(
        trial.Trial, metric, metric is null ? ConvNetRunState.Diverged : ConvNetRunState.Completed, rate: (float)trial.Parameters["Rate"], network: (string)trial.Parameters["Network"]);
}
