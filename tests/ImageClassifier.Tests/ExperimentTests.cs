using System.Globalization;
using System.Text.RegularExpressions;
using ImageClassifier.Drawing;
using ImageClassifier.Reporting;
using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Tests;

/// <summary>The command experiment.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindsSavesAndEvaluatesAModel()
    {
        new PictureSet(Size: 16, TrainPerClass: 8, TestPerClass: 2, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        string model = _folder.Combine("model.zip"), search = _folder.Combine("search");
        string[] arguments =
        [
            "experiment", _folder.Path, "--time", "300", "--trials", "3", "--epochs", "13", "--architecture", "small", "--mirror", "false", "--validation", "0.25", "--metric", "log-loss",
            "--folder", search, "--model", model, "--mistakes", "1", "--report", _folder.Combine("report.html"),
        ];
        CommandRun first = await CommandRun.Of(arguments);
        Assert.Equal((CommandLine.Success, ""), (first.Code, first.Error));
        Assert.Contains("12 classes, 96 training and 24 test pictures, as 16x16 colour; 5 min 0 s for the search", first.Output, StringComparison.Ordinal);
        Assert.Matches(@"Trial 1: paused after 5 of 13 epochs, log-loss \d\.\d{4}; \d+ min \d+ s left; the first values, ConvNet small", first.Output);
        Assert.Matches(@"Trial 2: paused after \d+ of \d+ epochs, log-loss \d\.\d{4}( \(best \d\.\d{4}, trial 1\))?; ", first.Output);
        Assert.Matches(@"Trial \d: completed after (\d+) of \1 epochs, log-loss \d\.\d{4}", first.Output);
        Assert.Contains("3 trials in ", first.Output, StringComparison.Ordinal);
        Assert.Contains("HorizontalFlip False", first.Output, StringComparison.Ordinal);
        Assert.Contains("24 test pictures: top-1 ", first.Output, StringComparison.Ordinal);

        string report = File.ReadAllText(_folder.Combine("report.html"));
        Assert.Contains(": 96 pictures of 12 classes</h1>", report, StringComparison.Ordinal);
        Assert.Contains("<figure>", report, StringComparison.Ordinal);
        Assert.DoesNotContain("no picture", report, StringComparison.Ordinal);

        CommandRun evaluate = await CommandRun.Of("evaluate", _folder.Path, "--model", model);
        Assert.Contains(evaluate.Output.Split(Environment.NewLine)[0], first.Output, StringComparison.Ordinal);

        // Nothing is left to do, and the best model comes from the folder.
        File.Delete(model);
        CommandRun second = await CommandRun.Of(arguments);
        Assert.Equal((CommandLine.Success, ""), (second.Code, second.Error));
        Assert.DoesNotContain("Trial 1: ", second.Output, StringComparison.Ordinal);
        Assert.Contains(evaluate.Output.Split(Environment.NewLine)[0], second.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(model));
    }

    [Fact]
    public async Task BadOptionsAreRefused()
    {
        CommandRun run = await CommandRun.Of("experiment", _folder.Path, "--metric", "beauty");
        Assert.Equal(CommandLine.Usage, run.Code);
        Assert.Contains("--metric is beauty; expected one of accuracy, macro-accuracy, log-loss, top-k.", run.Error, StringComparison.Ordinal);

        new PictureSet(Size: 16, TrainPerClass: 2, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        run = await CommandRun.Of("experiment", _folder.Path, "--architecture", "small", "huge");
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.Contains("There is no architecture 'huge'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTableHasTheBestFirstAndTheRunningTrial()
    {
        var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        (console.Profile.Width, console.Profile.Height) = (140, 14);
        var display = new ExperimentTableDisplay(console, new TrialText(ConvNetExperimentMetric.MicroAccuracy));
        var reports = new List<ConvNetExperimentProgress>();
        new PictureSet(Size: 16, TrainPerClass: 4, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        ExperimentFigures.Run(_folder.Path, reports);
        foreach (ConvNetExperimentProgress report in reports.Take(reports.Count - 1)) display.Report(report);
        console.Write(display.Draw(reports[^1]));
        string[] lines = output.ToString().Split('\n');
        Assert.Contains("options", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("the first values, ConvNet small", StringComparison.Ordinal) && line.Contains("2/2", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("2 trials; best accuracy ", StringComparison.Ordinal) && line.Contains(" left", StringComparison.Ordinal));
        Assert.Equal([2, 1], Shown(lines));

        // Now the second trial has ended.
        display.Report(reports[^1]);
        output.GetStringBuilder().Clear();
        console.Write(display.Draw(reports[^1]));
        var runs = reports.GroupBy(report => report.Run.Trial, (_, ofTrial) => ofTrial.Last().Run);
        Assert.Equal(runs.BestFirst(ConvNetExperimentMetric.MicroAccuracy).Select(run => run.Trial), Shown(output.ToString().Split('\n')));

        static IEnumerable<int> Shown(IEnumerable<string> lines) =>
            lines.Select(line => Regex.Match(line, @"^│ (\d+) ")).Where(match => match.Success).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }
}
