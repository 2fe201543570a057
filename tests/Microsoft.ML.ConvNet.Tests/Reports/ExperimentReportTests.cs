using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML.ConvNet.Reports;

namespace Microsoft.ML.ConvNet.Tests.Reports;

public class ExperimentReportTests
{
    private const string Evil = "</script><img src=\"http://x.y/z\" onerror='a()'> & \u0007";

    [Fact]
    public void TheLeaderboardHasTheTrialsTheBestFirst()
    {
        var page = Draw([
            ReportTrials.Trial(1, 0.9), ReportTrials.Trial(2, 0.875, ConvNetRunState.Paused, epochs: 1), ReportTrials.Trial(3, 0.95, rate: 0.00299f, network: "<large>"),
            ReportTrials.Trial(4, null, ConvNetRunState.Failed, "no memory"),
        ]);
        var rows = Rows(page, "leaderboard");
        Assert.Equal(["3", "1", "2"], rows.Select(row => row[1]));
        Assert.Equal(["1", "3", "95.00 %", "completed", "3/9", "12 s", "0.00299", "<large>", "false", "<large>"], rows[0]);
        Assert.Equal("stopped early", rows[2][3]);
        string text = page.Value;
        Assert.Contains("95.00 %", text, StringComparison.Ordinal);
        Assert.Contains("the best is 5.00 points higher", text, StringComparison.Ordinal);
        Assert.Contains("2 completed, 1 stopped before their last epoch, 1 without a result", text, StringComparison.Ordinal);
        Assert.Contains("1 min 15 s", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ALossIsBestWhereItIsLeast()
    {
        var page = Draw([ReportTrials.Trial(1, 0.3), ReportTrials.Trial(2, 0.25), ReportTrials.Trial(3, 4.5)], ConvNetExperimentMetric.LogLoss);
        Assert.Equal(["0.2500", "0.3000", "4.5000"], Rows(page, "leaderboard").Select(row => row[2]));
        Assert.Contains("the best is 0.0500 lower", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void FailuresAreListedWithTheirReasons()
    {
        var page = Draw([
            ReportTrials.Trial(1, 0.9), ReportTrials.Trial(2, null, ConvNetRunState.OutOfMemory, "It needs <9> MiB."),
            ReportTrials.Trial(3, 0.2, ConvNetRunState.Diverged, "The loss became NaN."),
        ]);
        Assert.Equal([["2", "out of memory", "It needs <9> MiB."], ["3", "diverged", "The loss became NaN."]], Rows(page, "failures").Select(row => row[..3]));
        Assert.Equal(["1", "3"], Rows(page, "leaderboard").Select(row => row[1]));
    }

    [Fact]
    public void OfEqualMetricsTheCompletedAndThenTheSmallerLogLossComeFirst()
    {
        var page = Draw([
            ReportTrials.Trial(1, 0.9, ConvNetRunState.Paused, logLoss: 0.1), ReportTrials.Trial(2, 0.9, logLoss: 0.3), ReportTrials.Trial(3, 0.9, logLoss: 0.2), ReportTrials.Trial(4, 0.8, logLoss: 0.1),
        ]);
        Assert.Equal(["3", "2", "1", "4"], Rows(page, "leaderboard").Select(row => row[1]));
    }

    [Fact]
    public void WithoutAnyResultTheReasonsAreLeft()
    {
        var page = Draw([ReportTrials.Trial(1, null, ConvNetRunState.Failed, "first reason"), ReportTrials.Trial(2, null, ConvNetRunState.Failed, "second reason")]);
        Assert.Contains("No trial came to a result.", page.Value, StringComparison.Ordinal);
        Assert.Equal(["first reason", "second reason"], Rows(page, "failures").Select(row => row[2]));
        Assert.Empty(page.OfClass("leaderboard"));
    }

    [Fact]
    public void OneTrialIsTooFewToTellWhatMattered()
    {
        var page = Draw([ReportTrials.Trial(1, 0.9)]);
        Assert.Contains("1 trial is too few to tell which options matter.", page.Value, StringComparison.Ordinal);
        Assert.Empty(page.OfClass("importance"));
        Assert.Contains("no other trial was better", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOptionWithAChoiceHasAChartWithAllTrials()
    {
        var page = Draw(Enumerable.Range(1, 12).Select(i => ReportTrials.Trial(i, 0.9 + 0.005 * (i % 5), rate: 1e-4f * i, network: i % 3 == 0 ? "<large>" : "small")));
        var charts = page.OfClass("option").Where(element => element.Name.LocalName == "g").ToArray();
        Assert.Equal(["Inner.IsFlipped", "Network", "Rate"], charts.Select(chart => chart.Texts()[0]).Order(StringComparer.Ordinal));
        Assert.All(charts, chart => Assert.Equal(12, chart.OfClass("trial").Length));

        // A point stands at its values.
        var rate = charts.Single(chart => chart.Texts()[0] == "Rate");
        var point = rate.OfClass("trial").Single(one => one.Value.StartsWith("trial 12: ", StringComparison.Ordinal));
        Assert.Equal("trial 12: 91.00 %, Rate 0.0012, 3 epochs", point.Value);
        Assert.Equal(91, rate.ValueAt(point.Number("cy")), 0.01);
        Assert.Equal(12, page.OfClass("lines").Single().Elements().Count());
    }

    [Fact]
    public void CurvesOfAllTrialsAreDrawn()
    {
        var page = Draw(Enumerable.Range(1, 9).Select(i => ReportTrials.Trial(i, 0.8 + 0.01 * i, epochs: 4)));
        var loss = page.OfClass("loss").Single();
        Assert.Equal(9, loss.OfClass("validation").Length);
        Assert.Equal([1.5, 0.75, 0.5, 0.375], loss.OfClass("validation")[^1].Elements().Single(one => one.Name.LocalName == "polyline").Points().Select(point => Math.Round(loss.ValueAt(point.Y), 3)));

        // Five of the best and the default have colours.
        Assert.Equal(["trial 9, 89.00 %", "trial 8, 88.00 %", "trial 7, 87.00 %", "trial 6, 86.00 %", "trial 5, 85.00 %", "trial 1 (the default), 81.00 %", "the others"],
            page.OfClass("legend")[0].Elements().Select(item => item.Value));
        Assert.Equal(6, loss.OfClass("validation").Select(line => line.Attribute("stroke")!.Value).Where(color => color != Palette.Faint).Distinct().Count());
    }

    [Fact]
    public void NothingOfWhatUsersNameIsMarkup()
    {
        var confusion = Confusion.Of([Evil, "b"], new[,] { { 3, 1 }, { 0, 4 } }, [new Mistake(0, 0, 1, 0.9f, 0.1f, RowPicture.OfPath($"/none/{Evil}"))]);
        var page = Draw([ReportTrials.Trial(1, 0.9, network: "small"), ReportTrials.Trial(2, null, ConvNetRunState.Failed, Evil, network: "<large>")], confusion: confusion, title: Evil);
        Assert.Single(Named(page, "script"));
        Assert.Empty(Named(page, "img"));
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        string seen = Evil.Replace('\u0007', '\ufffd');
        Assert.Equal(seen, Assert.Single(Named(page, "h1")).Value);
        Assert.Equal(seen, Rows(page, "failures")[0][2]);
        Assert.Contains(seen, page.OfClass("confusion").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageNeedsNothingElse()
    {
        string text = Text([ReportTrials.Trial(1, 0.9), ReportTrials.Trial(2, 0.8)], Classes(30, rows: 5));
        string rest = text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Replace("http://www.w3.org/1999/xhtml", "", StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("http|url\\(|@import|<link|href|<iframe", RegexOptions.IgnoreCase), rest);
        Assert.All(Regex.Matches(text, "src=\"([^\"]*)\"").Select(match => match.Groups[1].Value), address => Assert.StartsWith("data:image/", address, StringComparison.Ordinal));
        Assert.NotEmpty(Regex.Matches(text, "src="));
        Assert.StartsWith("<!DOCTYPE html>", text, StringComparison.Ordinal);
        Assert.Contains("charset=\"utf-8\"", text[..400], StringComparison.Ordinal);
    }

    [Fact]
    public void StyleAndScriptReadTheSameAsHtmlAndAsXml()
    {
        // In HTML nothing is escaped there.
        Assert.DoesNotMatch("[<>&]", ReportStyle.Sheet);
        Assert.DoesNotMatch("[<>&]", ReportStyle.Script);

        // And an element without content needs its end tag.
        Assert.DoesNotMatch(new Regex("<(script|style|td|th|span|div|p|li|ul)( [^>]*)?/>"), Text([ReportTrials.Trial(1, null, ConvNetRunState.Failed)], null));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void AFewClassesAreATableOfNumbers(int count)
    {
        var page = Draw([ReportTrials.Trial(1, 0.9)], confusion: Classes(count, rows: 5));
        var table = Assert.Single(page.OfClass("confusion"));
        var rows = table.Elements().Single(part => part.Name.LocalName == "tbody").Elements().ToArray();
        Assert.Equal(count, rows.Length);
        Assert.Equal(["4", "1"], rows[0].Elements().Skip(1).Take(2).Select(cell => cell.Value));
        Assert.Equal(["5", "80.0 %"], rows[0].Elements().TakeLast(2).Select(cell => cell.Value));
        Assert.Equal("80.0 %", table.OfClass("precision")[0].Value);
    }

    [Fact]
    public void ManyClassesAreAMapAndLists()
    {
        var page = Draw([ReportTrials.Trial(1, 0.9)], confusion: Classes(100, rows: 5));
        Assert.Empty(page.OfClass("confusion"));
        var map = Assert.Single(page.OfClass("map"));
        Assert.Contains("class 7, taken for class 8: 1 of 5", Named(map, "title").Select(title => title.Value));
        Assert.Equal(200, Named(map, "title").Length);
        Assert.Contains("Most frequent confusions", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelWithoutMistakesIsSaidToHaveNone() =>
        Assert.Contains("makes none", Draw([ReportTrials.Trial(1, 1)], confusion: Confusion.Of(["a", "b"], new[,] { { 3, 0 }, { 0, 0 } }, [])).Value, StringComparison.Ordinal);

    // Of each class four rows are right and one is taken for the next class.
    private static Confusion Classes(int count, int rows)
    {
        int[,] counts = new int[count, count];
        for (int i = 0; i < count; i++) (counts[i, i], counts[i, (i + 1) % count]) = (rows - 1, 1);
        return Confusion.Of(Enumerable.Range(1, count).Select(i => $"class {i}"), counts, [new Mistake(3, 0, 1, 0.9f, 0.1f, RowPicture.OfPixels(new float[12], new ImageShape(3, 2, 2)))]);
    }

    private static string Text(IEnumerable<ConvNetRunDetail> trials, Confusion? confusion) => Markup.ToText(new ExperimentReport(ReportTrials.Result(trials), confusion, "Title").Draw());

    private static XElement Draw(
        IEnumerable<ConvNetRunDetail> trials, ConvNetExperimentMetric metric = ConvNetExperimentMetric.MicroAccuracy, Confusion? confusion = null, string title = "Title") =>
        XDocument.Parse(Markup.ToText(new ExperimentReport(ReportTrials.Result(trials, metric), confusion, title).Draw())).Root!;

    private static XElement[] Named(XElement page, string name) => [.. page.Descendants().Where(element => element.Name.LocalName == name)];

    private static string[][] Rows(XElement page, string table) =>
    [
        .. Assert.Single(page.OfClass(table)).Elements().Single(part => part.Name.LocalName == "tbody").Elements().Select(row => row.Elements().Select(cell => cell.Value.Trim()).ToArray()),
    ];
}
