namespace Microsoft.ML.ConvNet;

/// <summary>Pictures of a <see cref="TrainingHistory"/>.</summary>
public static class TrainingHistoryExtensions
{
    /// <summary>Writes the learning curves as a picture (SVG): loss, accuracy and learning rate by epoch. <see cref="LearningCurves"/> draws several trainings in one picture.</summary>
    /// <param name="history">The history, with at least one epoch: <see cref="ConvNetTransformer.TrainingHistory"/>.</param>
    /// <param name="path">The file, usually *.svg; when it cannot be written, an older file of the name stays as it was.</param>
    /// <param name="title">A headline, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The history has no epochs.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteLearningCurves(this TrainingHistory history, string path, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        new LearningCurves(("", history)) { Title = title }.Write(path);
    }
}
