using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Reporting;

/// <summary>Shows how a search goes.</summary>
internal interface IExperimentDisplay : IProgress<ConvNetExperimentProgress>
{
    /// <summary>A live table for people at a terminal, lines for files and pipes.</summary>
    static IExperimentDisplay For(IAnsiConsole console, TrialText text) => console.Profile.Out.IsTerminal
        ? new ExperimentTableDisplay(console, text)
        : new ExperimentLineDisplay(console, text, TimeProvider.System);

    /// <summary>Runs the search and shows it until it ends.</summary>
    T Show<T>(Func<T> search);
}
