namespace Microsoft.ML.ConvNet.Training;

/// <summary>Why a run ended.</summary>
internal enum TrainingEnd
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>The loss became NaN or infinite; the weights are the last good ones.</summary>
    Diverged,
}

/// <summary>What a run gives back.</summary>
/// <param name="Weights">The trained weights.</param>
/// <param name="History">One entry an epoch.</param>
/// <param name="End">Why the run ended.</param>
internal sealed record TrainingResult(Weights Weights, IReadOnlyList<EpochMetrics> History, TrainingEnd End);
