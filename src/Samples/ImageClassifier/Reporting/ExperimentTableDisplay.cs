using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageClassifier.Reporting;

/// <summary>A table of the trials, the best first, that is drawn anew whenever one of them changes, with the remaining time below.</summary>
internal sealed class ExperimentTableDisplay(IAnsiConsole console, TrialText text) : IExperimentDisplay
{
    /// <summary>Lines of the screen that are no trials: title, borders, time, and what was printed before.</summary>
    private const int OtherLines = 9;

    private static readonly TimeSpan RefreshTime = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<int, ConvNetRunDetail> _runs = [];
    private readonly Lock _drawing = new();
    private LiveDisplayContext? _live;
    private ConvNetExperimentProgress? _last;
    private long _lastTime;

    public T Show<T>(Func<T> search) => console.Live(new Text("Reading the training pictures ...")).AutoClear(true).Start(live =>
    {
        _live = live;
        using var clock = new Timer(_ => Refresh(), null, RefreshTime, RefreshTime);
        T result = search();
        lock (_drawing) _live = null;
        return result;
    });

    public void Report(ConvNetExperimentProgress progress)
    {
        lock (_drawing)
        {
            (_last, _lastTime) = (progress, Stopwatch.GetTimestamp());
            _runs[progress.Run.Trial] = progress.Run;
            _live?.UpdateTarget(Draw(progress));
        }
    }

    /// <summary>Lets the time go on between reports.</summary>
    private void Refresh()
    {
        lock (_drawing)
        {
            if (_last is null || _live is null) return;
            TimeSpan since = Stopwatch.GetElapsedTime(_lastTime);
            _live.UpdateTarget(Draw(_last with { Elapsed = _last.Elapsed + since, Remaining = _last.Remaining > since ? _last.Remaining - since : TimeSpan.Zero }));
        }
    }

    /// <summary>The table as it stands.</summary>
    internal IRenderable Draw(ConvNetExperimentProgress progress)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("trial", "state").AddColumn(new TableColumn(new Text("options")).NoWrap());
        foreach (string title in new[] { "epochs", text.MetricName, "time" }) table.AddColumn(new TableColumn(new Text(title)).RightAligned());
        int most = Math.Max(3, console.Profile.Height - OtherLines);
        var running = _runs.Values.Where(run => run.State == ConvNetRunState.Running);
        var others = _runs.Values.Where(run => run.State != ConvNetRunState.Running).BestFirst(text.OptimizingMetric)
            .Take(Math.Max(1, most - running.Count())).ToList();
        foreach (ConvNetRunDetail run in running.Concat(others))
        {
            var style = run.Trial == progress.BestRun?.Trial ? new Style(Color.Green) : run.State == ConvNetRunState.Running ? new Style(Color.Yellow) : Style.Plain;
            table.AddRow(
                new Text(run.Trial.ToString(CultureInfo.InvariantCulture), style), new Text(TrialText.State(run), style), new Text(text.Options(run), style).Ellipsis(),
                new Text($"{run.Epochs}/{run.MaximumEpochs}", style), new Text(text.Metric(run), style), new Text(TrainingText.Duration(TimeSpan.FromSeconds(run.RuntimeInSeconds)), style));
        }

        return new Rows(table, new Text(text.Foot(progress, _runs.Count)));
    }
}
