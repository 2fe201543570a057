using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What a trial came to, at the end of a stage or before it.</summary>
internal sealed record TrialOutcome
{
    public required ConvNetRunState State { get; init; }

    /// <summary>The metric that is optimised; null if there is no model.</summary>
    public double? Metric { get; init; }

    /// <summary>The mean cross-entropy of the model; without meaning if there is none.</summary>
    public double LogLoss { get; init; }

    public MulticlassClassificationMetrics? Metrics { get; init; }

    public TrainingHistory? History { get; init; }

    /// <summary>What ended it early.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The same in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public int Epochs => History?.Epochs.Length ?? 0;
}
