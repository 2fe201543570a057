namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>A line of the log: what a trial came to at the end of a stage, or how it ended.</summary>
internal sealed record TrialRecord
{
    public required int Trial { get; init; }

    public required ConvNetRunState State { get; init; }

    public required string TrainerName { get; init; }

    /// <summary>The values by the names of their options; for readers, and not read again: they follow from the seed.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = new Dictionary<string, object>();

    /// <summary>The trial's epochs at the end of each stage.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    public double? Metric { get; init; }

    /// <summary>The mean cross-entropy of the model; null if there is none.</summary>
    public double? LogLoss { get; init; }

    public TrainingHistory? History { get; init; }

    public string? Reason { get; init; }

    /// <summary>Time of the trial, earlier stages included.</summary>
    public required TimeSpan Runtime { get; init; }

    /// <summary>Time of the experiment up to here.</summary>
    public required TimeSpan Elapsed { get; init; }
}
