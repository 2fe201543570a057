using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet;

/// <summary>How a model was trained: its learning curves, which epoch its weights are of, and why the run ended.</summary>
/// <param name="Epochs">One entry for each completed epoch, in order.</param>
/// <param name="ModelEpoch">The epoch at whose end the model had its weights, counted from 1.</param>
/// <param name="End">Why the run ended.</param>
public sealed record TrainingHistory(ImmutableArray<EpochMetrics> Epochs, int ModelEpoch, TrainingEnd End);
