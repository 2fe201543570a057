namespace Microsoft.ML.ConvNet.Training;

/// <summary>What a run gives back.</summary>
/// <param name="Weights">The trained weights.</param>
/// <param name="WeightsEpoch">The epoch at whose end they were these, counted from 1; 0 for the initial weights.</param>
/// <param name="History">One entry an epoch.</param>
/// <param name="End">Why the run ended.</param>
internal sealed record TrainingResult(Weights Weights, int WeightsEpoch, IReadOnlyList<EpochMetrics> History, TrainingEnd End);
