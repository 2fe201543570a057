namespace Microsoft.ML.ConvNet.Data;

/// <summary>Which columns make a data set, and what to do about rows that cannot be used.</summary>
internal sealed record ImageDataSetOptions
{
    public required string FeatureColumnName { get; init; }

    public required string LabelColumnName { get; init; }

    /// <summary>What the labels are.</summary>
    public LabelKind LabelKind { get; init; }

    /// <summary>Column of example weights, or null: every weight is 1.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>Text column with the path of a row's image file, or null. Only used to name the file in messages.</summary>
    public string? ImagePathColumnName { get; init; }

    /// <summary>What errors about columns and rows call the set; null for the one to train on.</summary>
    public string? SetName { get; init; }

    public ImageColumnOptions Image { get; init; } = new();

    /// <summary>
    /// Whether rows whose image file cannot be opened or decoded, or whose pixels are NaN or infinite, are skipped and counted rather than an error.
    /// </summary>
    public bool SkipUnreadableImages { get; init; }

    /// <summary>Most bytes of pixels in one array of the cache.</summary>
    public long ChunkBytes { get; init; } = ImageCache.DefaultChunkBytes;

    /// <summary>Most bytes of memory that the rows of a set may take; a set with more is read again in every pass. 0: every set.</summary>
    public long CacheLimit { get; init; } = long.MaxValue;
}
