using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Tables of trials: those with a metric by how good they are, and those that failed with their reasons.</summary>
internal sealed class Leaderboard(ImmutableArray<ConvNetSearchOption> options, ReportMetric metric)
{
    /// <summary>Longer tables have a scroll bar of their own, so that what is below them is found.</summary>
    private const int MostRowsInView = 25;

    private const string TrainerPrefix = "ConvNet ";

    /// <param name="trials">The best first.</param>
    public XElement Draw(IReadOnlyList<ConvNetRunDetail> trials)
    {
        double[] numbers = [.. trials.Select(trial => metric.Number(trial.Metric!.Value))];
        Axis axis = metric.AxisOf(trials.Select(trial => trial.Metric!.Value), 4);
        return Table(
            "leaderboard",
            [("", "place"), ("trial", ""), (metric.Name, ""), ("state", ""), ("epochs", "trained, of those of a whole trial"), ("time", "")],
            [.. trials.Select((trial, i) => Markup.Html(
                "tr",
                i == 0 ? new XAttribute("class", "best") : null,
                NumberCell(i + 1, $"{i + 1}"),
                NumberCell(trial.Trial, $"{trial.Trial}"),
                MetricCell(trial.Metric!.Value, Math.Clamp(axis.Share(numbers[i]), 0, 1)),
                Cell(StateText(trial.State), "state", trial.FailureReason),
                NumberCell(trial.Epochs, $"{trial.Epochs}/{trial.MaximumEpochs}"),
                NumberCell(trial.RuntimeInSeconds, Figures.Duration(TimeSpan.FromSeconds(trial.RuntimeInSeconds))),
                OptionCells(trial),
                Cell(NetworkOf(trial), "name")))]);
    }

    /// <param name="trials">Those that have a reason.</param>
    public XElement DrawFailures(IReadOnlyList<ConvNetRunDetail> trials) => Table(
        "failures",
        [("trial", ""), ("what happened", ""), ("reason", ""), ("epochs", "trained before")],
        [.. trials.Select(trial => Markup.Html(
            "tr",
            NumberCell(trial.Trial, $"{trial.Trial}"),
            Cell(StateText(trial.State), "state"),
            Cell(trial.FailureReason ?? trial.Exception?.Message ?? "The experiment ended before the trial's first epoch did.", "reason"),
            NumberCell(trial.Epochs, $"{trial.Epochs}"),
            OptionCells(trial),
            Cell(NetworkOf(trial), "name")))]);

    /// <summary>How a trial ended, in a word or two.</summary>
    public static string StateText(ConvNetRunState state) => state switch
    {
        ConvNetRunState.Running => "running",
        ConvNetRunState.Paused => "stopped early",
        ConvNetRunState.Completed => "completed",
        ConvNetRunState.Interrupted => "interrupted",
        ConvNetRunState.Diverged => "diverged",
        ConvNetRunState.OutOfMemory => "out of memory",
        ConvNetRunState.Failed => "failed",
        _ => state.ToString(),
    };

    // All trainers are ConvNet: the column has no room to say so again.
    private static string NetworkOf(ConvNetRunDetail trial) => trial.TrainerName.StartsWith(TrainerPrefix, StringComparison.Ordinal) ? trial.TrainerName[TrainerPrefix.Length..] : trial.TrainerName;

    private XElement Table(string kind, (string Name, string Title)[] columns, XElement[] rows) => Markup.Html(
        "div",
        new XAttribute("class", rows.Length > MostRowsInView ? "scroll tall" : "scroll"),
        Markup.Html(
            "table",
            new XAttribute("class", $"trials sortable {kind}"),
            Markup.Html(
                "thead",
                Markup.Html(
                    "tr",
                    columns.Select(column => Markup.Html("th", column.Title.Length == 0 ? null : new XAttribute("title", column.Title), column.Name)),
                    options.Select(option => Markup.Html("th", new XAttribute("title", option.ToString()), Breakable(OptionScale.ShortName(option, options)))),
                    Markup.Html("th", "network"))),
            Markup.Html("tbody", rows)));

    private IEnumerable<XElement> OptionCells(ConvNetRunDetail trial) => options.Select(option =>
    {
        object value = trial.Parameters[option.Name];
        string text = Figures.Value(value);
        return value is string or bool ? Cell(text, "option") : NumberCell(Convert.ToDouble(value, CultureInfo.InvariantCulture), text);
    });

    private XElement MetricCell(double value, double share)
    {
        // The bar says how far the trials are apart; its length begins where the axes of the charts do.
        string width = string.Create(CultureInfo.InvariantCulture, $"width:{Math.Round(100 * (metric.IsHigherBetter ? share : 1 - share), 1)}%");
        return Markup.Html(
            "td",
            new XAttribute("class", "metric"),
            new XAttribute("data-value", value.ToString("R", CultureInfo.InvariantCulture)),
            Markup.Html("span", metric.Text(value)),
            Markup.Html("span", new XAttribute("class", "bar"), Markup.Html("span", new XAttribute("style", width))));
    }

    private static XElement NumberCell(double value, string text) =>
        Markup.Html("td", new XAttribute("class", "number"), new XAttribute("data-value", value.ToString("R", CultureInfo.InvariantCulture)), text);

    private static XElement Cell(string text, string kind, string? title = null) => Markup.Html(
        "td", new XAttribute("class", kind), new XAttribute("data-value", text), new XAttribute("title", title ?? text), Markup.Html("span", text));

    // Augmentation.HorizontalFlip may be broken behind the full stop and between the words.
    private static IEnumerable<object> Breakable(string name)
    {
        int begin = 0;
        for (int i = 1; i < name.Length; i++)
        {
            if (name[i - 1] != '.' && !(char.IsUpper(name[i]) && char.IsLower(name[i - 1]))) continue;
            yield return new XText(name[begin..i]);
            yield return Markup.Html("wbr");
            begin = i;
        }

        yield return new XText(name[begin..]);
    }
}
