using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Puts the report of an experiment together.</summary>
internal sealed class ExperimentReport
{
    private const double Width = 1192;

    private readonly ConvNetExperimentResult _result;
    private readonly Confusion? _confusion;
    private readonly string _title;
    private readonly ReportMetric _metric;

    // Options that were settled beforehand have nothing to show.
    private readonly ImmutableArray<ConvNetSearchOption> _options;
    private readonly ConvNetRunDetail[] _leaders;
    private readonly ConvNetRunDetail[] _failures;
    private readonly ConvNetRunDetail? _best;

    /// <param name="confusion">Of the best model; null if there is none.</param>
    public ExperimentReport(ConvNetExperimentResult result, Confusion? confusion, string title)
    {
        _result = result;
        _confusion = confusion;
        _title = title;
        _metric = new ReportMetric(result.OptimizingMetric, result.TopK);
        _options = [.. result.SearchSpace.Options.Where(option => option.IsRange || option.Candidates.Length > 1)];
        _leaders = [.. result.RunDetails.Where(trial => trial.Metric is { } value && double.IsFinite(value)).BestFirst(result.OptimizingMetric)];
        _failures = [.. result.RunDetails.Where(trial => trial.FailureReason is not null || trial.Exception is not null || IsFailure(trial.State) || trial.Metric is null)];
        _best = _leaders.FirstOrDefault();
    }

    public XElement Draw() => Markup.Html(
        "html",
        new XAttribute("lang", "en"),
        Markup.Html(
            "head",
            Markup.Html("meta", new XAttribute("charset", "utf-8")),
            Markup.Html("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            Markup.Html("title", _title),
            Markup.Html("style", ReportStyle.Sheet)),
        Markup.Html(
            "body",
            Markup.Html("main", DrawSummary(), DrawLeaderboard(), DrawFailures(), DrawCurves(), DrawOptions(), DrawConfusion(), DrawMistakes(), DrawFooter()),
            Markup.Html("script", ReportStyle.Script)));

    private static bool IsFailure(ConvNetRunState state) => state is ConvNetRunState.Failed or ConvNetRunState.Diverged or ConvNetRunState.OutOfMemory;

    private IEnumerable<XElement> DrawSummary()
    {
        yield return Markup.Html("h1", _title);
        int completed = _result.RunDetails.Count(trial => trial.State == ConvNetRunState.Completed);
        int withoutMetric = _result.RunDetails.Length - _leaders.Length;
        string states = $"{completed} completed, {_leaders.Length - _leaders.Count(trial => trial.State == ConvNetRunState.Completed)} stopped before their last epoch, {withoutMetric} without a result";
        var trials = Tile("trials", Figures.Count(_result.RunDetails.Length), states);
        var time = Tile("time", Figures.Duration(_result.Duration), EndText(_result.End));
        if (_best is null)
        {
            yield return Markup.Html("div", new XAttribute("class", "tiles"), trials, time);
            yield return Markup.Html("p", new XAttribute("class", "warning"), "No trial came to a result. The reasons are below.");
            yield break;
        }

        yield return Markup.Html(
            "div",
            new XAttribute("class", "tiles"),
            Tile($"best {_metric.Name} on the validation rows", _metric.Text(_best.Metric!.Value), $"trial {_best.Trial}, {_best.TrainerName}", "main"),
            DrawDefault(),
            trials,
            time);
        yield return Markup.Html("h3", $"What the best trial, {_best.Trial}, had chosen");
        yield return Markup.Html(
            "dl",
            new XAttribute("class", "options"),
            _result.SearchSpace.Options.Select(option => Markup.Html("div", Markup.Html("dt", option.Name), Markup.Html("dd", Figures.Value(_best.Parameters[option.Name])))));
        yield return Note(
            "The validation rows have chosen this trial, and its best epoch, among all others: on new rows it will be a little less good, the more so the more trials there were and the fewer rows. "
            + "Rows that the experiment has never seen tell how much.");
    }

    private XElement? DrawDefault()
    {
        if (_leaders.FirstOrDefault(trial => trial.Trial == 1) is not { } first) return null;
        if (first == _best) return Tile("trial 1, the default", _metric.Text(first.Metric!.Value), "no other trial was better");
        double difference = Math.Abs(_metric.Number(_best!.Metric!.Value) - _metric.Number(first.Metric!.Value));
        string text = _metric.IsHigherBetter
            ? string.Create(CultureInfo.InvariantCulture, $"the best is {difference:F2} points higher")
            : string.Create(CultureInfo.InvariantCulture, $"the best is {difference:F4} lower");
        return Tile("trial 1, the default", _metric.Text(first.Metric!.Value), text);
    }

    private IEnumerable<XElement> DrawLeaderboard()
    {
        if (_leaders.Length == 0) yield break;
        yield return Markup.Html("h2", "Trials");
        yield return Note("The best first. Trials that were stopped early count with the best of the epochs that they had. A click on the head of a column sorts by it.");
        yield return new Leaderboard(_options, _metric).Draw(_leaders);
    }

    private IEnumerable<XElement> DrawFailures()
    {
        if (_failures.Length == 0) yield break;
        yield return Markup.Html("h2", "Trials that failed or came to no result");
        yield return new Leaderboard(_options, _metric).DrawFailures(_failures);
    }

    private IEnumerable<XElement> DrawCurves()
    {
        if (!_result.RunDetails.Any(trial => trial.TrainingHistory is { Epochs.IsEmpty: false })) yield break;
        yield return Markup.Html("h2", "Learning curves");
        foreach (var part in new TrialCurves(_result.RunDetails, _leaders, _metric).Draw(Width)) yield return part;
    }

    private IEnumerable<XElement> DrawOptions()
    {
        if (_leaders.Length == 0 || _options.IsEmpty) yield break;
        ConvNetRunDetail[] compared = [.. _leaders, .. _result.RunDetails.Where(trial => trial.State == ConvNetRunState.Diverged && !_leaders.Contains(trial))];
        var importance = OptionImportance.Of(_options, compared, _metric);
        yield return Markup.Html("h2", "What mattered");
        bool tells = importance.Any(one => one.Share is not null);
        if (!tells)
        {
            yield return Note($"{compared.Length} {(compared.Length == 1 ? "trial is" : "trials are")} too few to tell which options matter.");
            if (_leaders.Length < 2) yield break;
        }
        else
        {
            foreach (var part in ImportanceTable.Draw(importance, compared.Length)) yield return part;
        }

        yield return Markup.Html("h3", $"{char.ToUpperInvariant(_metric.AxisTitle[0])}{_metric.AxisTitle[1..]} by option");
        yield return Markup.Html(
            "ul",
            new XAttribute("class", "legend"),
            Markup.Html("li", OptionCharts.Sample(Palette.Of(1), isWhole: true), "the best"),
            Markup.Html("li", OptionCharts.Sample(Palette.Of(0), isWhole: true), "completed"),
            Markup.Html("li", OptionCharts.Sample(Palette.Of(0), isWhole: false), "stopped early or interrupted"),
            Markup.Html("li", "a triangle: below the axis"));
        var charts = OptionCharts.Draw(importance.Select(one => one.Option), _leaders, _best!.Trial, _metric);
        yield return Markup.Html("div", new XAttribute("class", "charts"), charts);
        yield return Markup.Html("h3", "All options together");
        yield return Note("Each line is a trial: orange the best, the others the darker, the better.");
        yield return ParallelCoordinates.Draw([.. importance.Select(one => one.Option)], _leaders, _metric, Width);
    }

    private IEnumerable<XElement> DrawConfusion()
    {
        if (_confusion is null) yield break;
        yield return Markup.Html("h2", "What the best model takes for what");
        yield return Note(
            $"Trial {_best?.Trial} on the {Figures.Count(_confusion.RowCount)} validation rows. Rows are the classes, columns what they are taken for: blue is right, orange wrong; the darker, the larger the "
            + "share of the class. Recall is the share of a class that is recognised, precision the share of what is taken for a class that is of it.");
        foreach (var part in ConfusionCharts.Draw(_confusion)) yield return part;
    }

    private IEnumerable<XElement> DrawMistakes()
    {
        if (_confusion is null) yield break;
        yield return Markup.Html("h2", "Worst mistakes");
        if (_confusion.MistakeCount == 0)
        {
            yield return Note("The best model makes none on the validation rows.");
            yield break;
        }

        yield return Note(
            $"{Figures.Count(_confusion.WorstMistakes.Length)} of {Figures.Count(_confusion.MistakeCount)}, those of which the best model is surest: first what it takes the picture for, then what it is, with "
            + "the probabilities that it gives them. Some may be mistakes of the labels.");
        if (!_confusion.WorstMistakes.IsEmpty) yield return MistakeGallery.Draw(_confusion);
    }

    private XElement DrawFooter() => Markup.Html(
        "footer", $"Seed {_result.Seed}. {_result.RunDetails.Length} {(_result.RunDetails.Length == 1 ? "trial" : "trials")}. Written by Microsoft.ML.ConvNet; the file needs nothing else.");

    private static string EndText(ConvNetExperimentEnd end) => end switch
    {
        ConvNetExperimentEnd.TimeIsUp => "until the time was up",
        ConvNetExperimentEnd.AllModelsTried => "until all models were tried that were allowed",
        ConvNetExperimentEnd.SpaceExhausted => "until the whole search space was tried",
        ConvNetExperimentEnd.Cancelled => "until it was cancelled",
        ConvNetExperimentEnd.TooManyFailures => "until too many trials had failed",
        _ => end.ToString(),
    };

    private static XElement Note(string text) => Markup.Html("p", new XAttribute("class", "note"), text);

    private static XElement Tile(string label, string value, string more, string kind = "") => Markup.Html(
        "div",
        new XAttribute("class", $"tile {kind}".TrimEnd()),
        Markup.Html("div", new XAttribute("class", "label"), label),
        Markup.Html("div", new XAttribute("class", "value"), value),
        Markup.Html("div", new XAttribute("class", "more"), more));
}
