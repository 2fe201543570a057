namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>Where and how often checkpoints are written.</summary>
internal sealed record CheckpointFolderOptions
{
    /// <summary>An existing folder.</summary>
    public required string Path { get; init; }

    /// <summary>Epochs from one to the next, at least 1.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>Also when this much time has passed since the last one, between two steps; null: only after epochs.</summary>
    public TimeSpan? EveryTime { get; init; }

    /// <summary>How many of the last ones are kept, at least 1; the one of the best epoch comes on top.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>What the best epoch is the best by.</summary>
    public EarlyStoppingMetric BestBy { get; init; }
}
