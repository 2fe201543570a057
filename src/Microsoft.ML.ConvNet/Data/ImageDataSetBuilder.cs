namespace Microsoft.ML.ConvNet.Data;

/// <summary>Takes the rows of a data set one after the other: keeps them while they fit into the limit, and what must be known of them in any case.</summary>
internal sealed class ImageDataSetBuilder
{
    private readonly ImageColumns _columns;
    private readonly Func<long, bool>? _isWanted;
    private readonly PixelStatisticsAccumulator _statistics;
    private readonly long[] _classes;
    private readonly PixelStatisticsAccumulator? _targets;
    private ImageCache? _cache;
    private long _labelChanges;

    /// <param name="isWanted">Which rows of the view are in the set; null for all.</param>
    /// <param name="expectedRows">How many rows are likely to come, if known.</param>
    public ImageDataSetBuilder(ImageColumns columns, Func<long, bool>? isWanted, long? expectedRows)
    {
        _columns = columns;
        _isWanted = isWanted;
        var shape = columns.Image.Shape;
        _statistics = new PixelStatisticsAccumulator(shape.Channels);
        _classes = new long[columns.Label.ClassCount];
        if (columns.Label is NumberLabelColumn numbers) _targets = new PixelStatisticsAccumulator(numbers.OutputCount);
        long most = columns.Options.CacheLimit / ImageCache.RowBytes(shape, asBytes: true, columns.Weight is not null);
        long? likely = expectedRows is { } rows ? Math.Min(rows, most) : null;
        _cache = new ImageCache(shape, columns.Weight is not null, likely, columns.Options.ChunkBytes);
    }

    public long RowCount { get; private set; }

    /// <summary>Whether rows of at least two classes have come.</summary>
    public bool HasTwoClasses => _labelChanges > 0;

    /// <summary>Whether a row with a weight above 0 has come.</summary>
    public bool HasWeight { get; private set; }

    /// <summary>The class of the last row.</summary>
    public int LastLabel { get; private set; } = -1;

    public void Add(ImageRowCursor row)
    {
        // What does not fit is not kept at all: half of the rows in memory would save half of the reading, and make the order of rows depend on which half.
        if (_cache is not null && !_cache.TryAdd(row.Pixels, row.Label, row.Weight, _columns.Options.CacheLimit)) _cache = null;
        _statistics.Add(row.Pixels);
        if (RowCount > 0 && row.Label != LastLabel) _labelChanges++;
        LastLabel = row.Label;
        if (_classes.Length > 0) _classes[row.Label]++;
        _targets?.Add(_columns.Label.Targets![row.Label]);
        HasWeight |= row.Weight > 0;
        RowCount++;
    }

    public ImageDataSet Build(ImageDataSetCounts counts)
    {
        _cache?.TrimExcess();
        return new ImageDataSet(_columns, _isWanted, _cache, counts, RowCount, _statistics, _targets, _classes, IsSortedByLabel());
    }

    /// <summary>Whether neighbours have the same class far more often than in a random order.</summary>
    private bool IsSortedByLabel()
    {
        if (_classes.Length == 0) return false;
        const int far = 10;
        double same = _classes.Sum(count => (double)count / RowCount * ((double)count / RowCount));
        return _labelChanges * far < (1 - same) * (RowCount - 1);
    }
}
