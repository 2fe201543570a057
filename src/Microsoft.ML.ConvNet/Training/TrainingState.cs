namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// A run between two of its steps, whole: a run that is given it goes on to the same bits as the one it was taken from. Random decisions are functions of seed, epoch and
/// batch; early stopping and learning-rate schedules follow from the history: neither needs more than is here.
/// </summary>
internal sealed record TrainingState
{
    /// <summary>Where the run stands.</summary>
    public required TrainingPosition Position { get; init; }

    /// <summary>Time that the run has taken so far.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The epochs that have ended.</summary>
    public required IReadOnlyList<EpochMetrics> History { get; init; }

    /// <summary>Parameters and running statistics.</summary>
    public required Weights Weights { get; init; }

    /// <summary>The optimizer's memory of each parameter: <c>slot/parameter</c>.</summary>
    public required Weights OptimizerSlots { get; init; }

    /// <summary>The optimizer's memory beside that.</summary>
    public required IReadOnlyDictionary<string, double> OptimizerNumbers { get; init; }

    /// <summary>The average of the weights; null if the run keeps none.</summary>
    public Weights? Average { get; init; }

    /// <summary>What the run would give back if it could not go on; null for the initial weights.</summary>
    public KeptWeights? Kept { get; init; }
}
