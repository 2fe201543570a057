using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Reporting;

/// <summary>Shows how training goes.</summary>
internal interface ITrainingDisplay
{
    /// <summary>A progress bar for people at a terminal, lines for files and pipes.</summary>
    static ITrainingDisplay For(IAnsiConsole console) => console.Profile.Out.IsTerminal
        ? new ProgressBarDisplay(console)
        : new LineDisplay(console, TimeProvider.System);

    /// <summary>Runs the training and shows it until it ends.</summary>
    T Show<T>(Func<T> train);

    /// <summary>To be called after every batch.</summary>
    void OnProgress(ConvNetProgress progress);

    /// <summary>To be called after every epoch.</summary>
    void OnMetrics(ConvNetMetrics metrics);
}
