using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>
/// The usable rows of an IDataView: kept in memory when they were read first, if they fit into <see cref="ImageDataSetOptions.CacheLimit"/> (see <see cref="ImageCache"/> for how
/// much they take), else read again in every pass.
/// </summary>
internal sealed class ImageDataSet
{
    /// <summary>What errors call the validation set.</summary>
    public const string ValidationSetName = "Validation set";

    private readonly ImageColumns _columns;
    private readonly Func<long, bool>? _isWanted;
    private readonly ImageCache? _cache;
    private readonly PixelStatisticsAccumulator _statistics;
    private readonly PixelStatisticsAccumulator? _targets;
    private string? _checksum;

    internal ImageDataSet(
        ImageColumns columns, Func<long, bool>? isWanted, ImageCache? cache, ImageDataSetCounts counts, long rowCount, PixelStatisticsAccumulator statistics,
        PixelStatisticsAccumulator? targets, IReadOnlyList<long> rowsOfClass, bool isSortedByLabel)
    {
        _columns = columns;
        _isWanted = isWanted;
        _cache = cache;
        _statistics = statistics;
        _targets = targets;
        Counts = counts;
        RowCount = rowCount;
        RowsOfClass = rowsOfClass;
        IsSortedByLabel = isSortedByLabel;
    }

    /// <summary>What errors call the set; null for the one to train on.</summary>
    public string? Name => _columns.Options.SetName;

    /// <summary>How images were read; its Options bind a view to be scored in the same way.</summary>
    public ImageColumn ImageColumn => _columns.Image;

    public LabelColumn LabelColumn => _columns.Label;

    /// <summary>Whether the rows are in memory.</summary>
    public bool IsCached => _cache is not null;

    /// <summary>The rows, if they are in memory.</summary>
    public ImageCache Cache => _cache ?? throw new InvalidOperationException("The rows are not in memory.");

    /// <summary>Rows seen, used and skipped.</summary>
    public ImageDataSetCounts Counts { get; }

    /// <summary>Number of usable rows.</summary>
    public long RowCount { get; }

    public ImageShape ImageShape => ImageColumn.Shape;

    /// <summary>Number of classes K: the label's key values, whether or not all of them occur; 0 where labels are numbers.</summary>
    public int ClassCount => LabelColumn.ClassCount;

    /// <summary>Number of usable rows of each class.</summary>
    public IReadOnlyList<long> RowsOfClass { get; }

    public bool HasWeights => _columns.Weight is not null;

    /// <summary>Whether all pixels are whole numbers from 0 to 255.</summary>
    public bool IsBytes => _statistics.IsBytes;

    /// <summary>The values that pixels can have.</summary>
    public PixelRange Range => _statistics.Range;

    /// <summary>Whether rows of the same class follow each other far more often than by chance.</summary>
    public bool IsSortedByLabel { get; }

    /// <summary>Most bytes of pixels in one array.</summary>
    public long ChunkBytes => _columns.Options.ChunkBytes;

    /// <summary>Most bytes of memory that rows may take.</summary>
    public long CacheLimit => _columns.Options.CacheLimit;

    /// <summary>Rows that there is room for within <see cref="CacheLimit"/>, at least 1.</summary>
    public long RowsWithinLimit => Math.Max(1, CacheLimit / ImageCache.RowBytes(ImageShape, IsBytes, HasWeights));

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
        ImageDataSetReader.ReadValidation(data, options with { Image = training.ImageColumn.Options, SetName = ValidationSetName }, training, throwIfCancelled);

    /// <summary>Mean and deviation of each channel over all rows.</summary>
    public PixelStatistics ComputeStatistics() => _statistics.Result();

    /// <summary>Mean and deviation of each of the numbers of labels over all rows; null where labels are no numbers.</summary>
    public PixelStatistics? ComputeTargetStatistics() => _targets?.Result();

    /// <summary>Tells data sets apart (<see cref="DataChecksum"/>). Computed once: several trainings may share a set.</summary>
    /// <param name="throwIfCancelled">Called before every row that is read.</param>
    public string Checksum(Action throwIfCancelled)
    {
        lock (_statistics) return _checksum ??= DataChecksum.Compute(this, throwIfCancelled);
    }

    /// <summary>Reads the rows of the set again, in their own order.</summary>
    /// <param name="throwIfCancelled">Called before every row.</param>
    public ImageRowCursor OpenRows(Action? throwIfCancelled) => new(_columns, _isWanted, throwIfCancelled);
}
