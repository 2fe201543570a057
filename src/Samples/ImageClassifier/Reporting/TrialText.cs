using System.Globalization;
using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Reporting;

/// <summary>Words for the trials of a search.</summary>
internal sealed class TrialText(ConvNetExperimentMetric metric)
{
    private const int ListedTrials = 20;

    // What the first trial takes: the others are told by what they have otherwise.
    private IReadOnlyDictionary<string, object>? _first;

    public ConvNetExperimentMetric OptimizingMetric => metric;

    public string MetricName => metric switch
    {
        ConvNetExperimentMetric.MicroAccuracy => "accuracy",
        ConvNetExperimentMetric.MacroAccuracy => "macro-accuracy",
        ConvNetExperimentMetric.LogLoss => "log-loss",
        _ => "top-k accuracy",
    };

    /// <summary>For example <c>Trial 3: paused after 9 of 27 epochs, accuracy 98.20 % (best 98.60 %, trial 2); 4 min 10 s left; LearningRate 0.0023, Width 2</c>.</summary>
    public string Line(ConvNetExperimentProgress progress)
    {
        ConvNetRunDetail run = progress.Run;
        string best = progress.BestRun is { } bestRun && bestRun.Trial != run.Trial ? $" (best {Metric(bestRun)}, trial {bestRun.Trial})" : "";
        string measured = run.Metric is null ? "" : $", {MetricName} {Metric(run)}";
        string reason = run.FailureReason is { } failure ? $": {failure}" : "";
        return $"Trial {run.Trial}: {State(run)} after {run.Epochs} of {run.MaximumEpochs} epochs{measured}{best}; {TrainingText.Duration(progress.Remaining)} left; {Options(run)}{reason}";
    }

    /// <summary>What stands below the table.</summary>
    public string Foot(ConvNetExperimentProgress progress, int trials)
    {
        string best = progress.BestRun is { } run ? $"best {MetricName} {Metric(run)} (trial {run.Trial}); " : "";
        return $"{trials} trial{(trials == 1 ? "" : "s")}; {best}{TrainingText.Duration(progress.Elapsed)} elapsed, {TrainingText.Duration(progress.Remaining)} left";
    }

    /// <summary>The metric of a trial, or nothing.</summary>
    public string Metric(ConvNetRunDetail run) => run.Metric switch
    {
        null => "",
        { } value when metric == ConvNetExperimentMetric.LogLoss => value.ToString("F4", CultureInfo.InvariantCulture),
        { } value => TrainingText.Percent(value),
    };

    /// <summary>What a trial has otherwise than the first, for example <c>LearningRate 0.0023, Width 2</c>.</summary>
    public string Options(ConvNetRunDetail run)
    {
        if (run.Trial == 1) _first = run.Parameters;
        if (_first is null || run.Trial == 1) return $"the first values, {run.TrainerName}";
        return string.Join(", ", run.Parameters.Where(parameter => !Equals(parameter.Value, _first[parameter.Key])).Select(parameter => $"{Name(parameter.Key)} {Text(parameter.Value)}"));
    }

    public static string State(ConvNetRunDetail run) => run.State switch
    {
        ConvNetRunState.OutOfMemory => "out of memory",
        _ => run.State.ToString().ToLowerInvariant(),
    };

    /// <summary>Prints the trials, the best first, and what the best has.</summary>
    public void WriteResult(ConvNetExperimentResult result, IAnsiConsole console)
    {
        string end = result.End switch
        {
            ConvNetExperimentEnd.TimeIsUp => "the time is up",
            ConvNetExperimentEnd.AllModelsTried => "all trials are done",
            ConvNetExperimentEnd.SpaceExhausted => "everything was tried",
            ConvNetExperimentEnd.Cancelled => "cancelled",
            _ => "too many trials failed one after the other",
        };
        console.WriteLine($"{result.RunDetails.Length:N0} trials in {TrainingText.Duration(result.Duration)}; {end}");
        _ = Options(result.RunDetails[0]);
        var table = new Table { Border = console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.None };
        table.AddColumns("trial", "state", "options");
        foreach (string title in new[] { "epochs", MetricName, "time" }) table.AddColumn(new TableColumn(new Text(title)).RightAligned());
        foreach (ConvNetRunDetail run in result.RunDetails.BestFirst(metric).Take(ListedTrials))
        {
            table.AddRow(
                new Text($"{run.Trial}"), new Text(State(run)), new Text(Options(run)), new Text($"{run.Epochs}/{run.MaximumEpochs}"), new Text(Metric(run)),
                new Text(TrainingText.Duration(TimeSpan.FromSeconds(run.RuntimeInSeconds))));
        }

        console.Write(table);
        if (result.RunDetails.Length > ListedTrials) console.WriteLine($"... and {result.RunDetails.Length - ListedTrials:N0} more");
        console.WriteLine(
            $"Best: trial {result.BestRun.Trial}, {MetricName} {Metric(result.BestRun)} on the validation pictures, which have chosen it; "
            + string.Join(", ", result.BestRun.Parameters.Select(parameter => $"{Name(parameter.Key)} {Text(parameter.Value)}")));
    }

    // Augmentation.Strength
    private static string Name(string option) => option[(option.LastIndexOf('.') + 1)..];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
