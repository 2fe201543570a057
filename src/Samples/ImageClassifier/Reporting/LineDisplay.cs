using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Reporting;

/// <summary>One line for each epoch, and in long epochs a line now and then.</summary>
internal sealed class LineDisplay(IAnsiConsole console, TimeProvider time) : ITrainingDisplay
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private long _lastLine;

    public T Show<T>(Func<T> train)
    {
        WriteLine("Reading the training pictures ...");
        return train();
    }

    public void OnProgress(ConvNetProgress progress)
    {
        if (time.GetElapsedTime(_lastLine) >= LongestSilence) WriteLine(TrainingText.Of(progress));
    }

    public void OnMetrics(ConvNetMetrics metrics) => WriteLine(TrainingText.Of(metrics));

    private void WriteLine(string text)
    {
        console.WriteLine(text);
        _lastLine = time.GetTimestamp();
    }
}
