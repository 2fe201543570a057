using System.Collections.Immutable;
using System.Xml.Linq;
using Microsoft.ML.ConvNet.Reports;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Learning curves as a picture (SVG): loss, accuracy and learning rate by epoch, of one training or of several to compare. Validation is a solid line, training a dashed one; a ring marks
/// the epoch whose weights the model has.
/// </summary>
/// <remarks>So that differences at the end are seen, the axis of the accuracy may begin above that of the first epochs: their lines come from below it.</remarks>
/// <example>
/// <code language="csharp">
/// new LearningCurves(("plain", plain.TrainingHistory!), ("augmented", augmented.TrainingHistory!)) { Title = "1,000 pictures" }.Write("curves.svg");
/// </code>
/// </example>
/// <seealso cref="TrainingHistoryExtensions.WriteLearningCurves"/>
public sealed class LearningCurves
{
    private readonly ImmutableArray<(string Name, TrainingHistory History)> _runs;

    /// <summary>Takes the trainings to show; up to seven of them have a colour of their own.</summary>
    /// <param name="runs">What they are called in the legend, and their histories, with at least one epoch each. A single one may have an empty name.</param>
    /// <exception cref="ArgumentException">There is no training, one of them has no epochs, or one of several no name.</exception>
    public LearningCurves(params ReadOnlySpan<(string Name, TrainingHistory History)> runs)
    {
        if (runs.IsEmpty) throw new ArgumentException("There is no training to show.", nameof(runs));
        foreach (var (name, history) in runs)
        {
            ArgumentNullException.ThrowIfNull(name, nameof(runs));
            ArgumentNullException.ThrowIfNull(history, nameof(runs));
            if (name.Length == 0 && runs.Length > 1) throw new ArgumentException("Of several trainings each needs a name.", nameof(runs));
            if (history.Epochs.IsDefaultOrEmpty) throw new ArgumentException($"The training '{name}' has no epochs.", nameof(runs));
        }

        _runs = [.. runs];
    }

    /// <summary>A headline; <see langword="null"/> (default) for none.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// Whether the axis of the losses is logarithmic. Default <see langword="null"/>: if the largest is more than ten times the least. Losses that are not above 0 are never drawn on a
    /// logarithmic axis.
    /// </summary>
    public bool? LogarithmicLoss { get; init; }

    /// <summary>The picture as SVG, 800 pixels wide, on a white background.</summary>
    public string ToSvg() => Markup.ToText(Draw());

    /// <summary>Writes the picture; when that fails, an older file of the name stays as it was.</summary>
    /// <param name="path">The file, usually *.svg.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => Markup.WriteFile(path, Draw());

    internal XElement Draw() => new LearningCurvesPicture(_runs, Title, LogarithmicLoss).Draw();
}
