using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Reporting;

/// <summary>A line for every trial that pauses or ends, and in long trials a line now and then.</summary>
internal sealed class ExperimentLineDisplay(IAnsiConsole console, TrialText text, TimeProvider time) : IExperimentDisplay
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private long _lastLine;

    public T Show<T>(Func<T> search)
    {
        WriteLine("Reading the training pictures ...");
        return search();
    }

    public void Report(ConvNetExperimentProgress progress)
    {
        if (progress.Run.State != ConvNetRunState.Running || time.GetElapsedTime(_lastLine) >= LongestSilence) WriteLine(text.Line(progress));
    }

    private void WriteLine(string line)
    {
        console.WriteLine(line);
        _lastLine = time.GetTimestamp();
    }
}
