using Microsoft.ML.ConvNet.Reports;

namespace Microsoft.ML.ConvNet;

/// <summary>The result of an experiment as a page that a browser shows.</summary>
public static class ConvNetExperimentReport
{
    /// <summary>
    /// Writes a report as one HTML file that needs nothing else: the trials by how good they are, those that failed with their reasons, learning curves, the metric over each option and how much
    /// the options matter, the confusion matrix of the best model and its worst mistakes as pictures.
    /// </summary>
    /// <param name="result">The experiment's result.</param>
    /// <param name="path">The file, usually *.html; when it cannot be written, an older file of the name stays as it was.</param>
    /// <param name="options">What goes into it; <see langword="null"/> for the defaults.</param>
    /// <remarks>The best model scores the validation set for the confusion matrix.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The column of the pictures is missing or of another type, or the number of mistakes is less than 0.</exception>
    /// <exception cref="IOException">The file cannot be written, or that of the best model cannot be read.</exception>
    public static void WriteReport(this ConvNetExperimentResult result, string path, ConvNetReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ConvNetReportOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MistakeCount);
        var confusion = result.BestRun is { Model: { } model }
            ? Confusion.Measure(model, result.ValidationSet, result.LabelColumnName, options.PictureColumnName, options.MistakeCount)
            : null;
        Markup.WriteFile(path, new ExperimentReport(result, confusion, options.Title).Draw());
    }
}
