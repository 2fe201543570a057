namespace Microsoft.ML.ConvNet.Data;

/// <summary>The usable rows of an IDataView, read once and kept in memory (see <see cref="ImageCache"/> for how much that is).</summary>
internal sealed class ImageDataSet
{
    internal ImageDataSet(ImageColumn imageColumn, LabelColumn labelColumn, ImageCache cache, ImageDataSetCounts counts)
    {
        ImageColumn = imageColumn;
        LabelColumn = labelColumn;
        Cache = cache;
        Counts = counts;
    }

    /// <summary>How images were read; its Options bind a view to be scored in the same way.</summary>
    public ImageColumn ImageColumn { get; }

    public LabelColumn LabelColumn { get; }

    /// <summary>The rows.</summary>
    public ImageCache Cache { get; }

    /// <summary>Rows seen, used and skipped.</summary>
    public ImageDataSetCounts Counts { get; }

    public ImageShape ImageShape => Cache.Shape;

    /// <summary>Number of classes K: the label's key values, whether or not all of them occur.</summary>
    public int ClassCount => LabelColumn.ClassCount;

    /// <summary>Reads a training set.</summary>
    /// <param name="throwIfCancelled">Called before every row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that is not accepted.</exception>
    /// <exception cref="InvalidOperationException">
    /// No row is usable, fewer than two classes occur, all weights are 0, or a row is bad; the message names column and row.
    /// </exception>
    public static ImageDataSet ReadTraining(IDataView data, ImageDataSetOptions options, Action? throwIfCancelled = null) =>
        new ImageDataSetReader(data, options).ReadTraining(throwIfCancelled);

    /// <summary>Reads a view once and keeps a random part of its usable rows for validation.</summary>
    /// <param name="fraction">Share of the rows that is kept for validation, more than 0 and less than 1; nearly met, as each row is drawn alone.</param>
    /// <param name="seed">The same seed draws the same rows.</param>
    /// <param name="throwIfCancelled">Called before every row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that is not accepted.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="ReadTraining"/>, or no row is drawn for validation.</exception>
    public static (ImageDataSet Training, ImageDataSet Validation) ReadSplit(
        IDataView data, ImageDataSetOptions options, float fraction, ulong seed, Action? throwIfCancelled = null) =>
        new ImageDataSetReader(data, options).ReadSplit(fraction, seed, throwIfCancelled);

    /// <summary>Reads a validation set: same columns, shape and classes as the training set; one class is enough.</summary>
    /// <param name="training">The training set.</param>
    /// <param name="throwIfCancelled">Called before every row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has a type that is not accepted, or does not agree with the training set.</exception>
    /// <exception cref="InvalidOperationException">No row is usable, or a row is bad; the message names column and row.</exception>
    public static ImageDataSet ReadValidation(IDataView data, ImageDataSetOptions options, ImageDataSet training, Action? throwIfCancelled = null) =>
        new ImageDataSetReader(data, options with { Image = training.ImageColumn.Options }).ReadValidation(training, throwIfCancelled);

    /// <summary>Mean and deviation of each channel over all rows.</summary>
    public PixelStatistics ComputeStatistics() => PixelStatisticsCalculator.Compute(Cache);
}
