namespace Microsoft.ML.ConvNet;

/// <summary>Where a run is, for a <see cref="LearningRateSchedule"/>.</summary>
/// <param name="Step">Zero-based training step (update of the weights) over the whole run.</param>
/// <param name="StepCount">Steps of the whole run.</param>
/// <param name="StepsPerEpoch">Steps of one pass over the training rows, at least 1.</param>
public readonly record struct ScheduleStep(long Step, long StepCount, long StepsPerEpoch)
{
    /// <summary>Epochs that are completed.</summary>
    public long Epoch => Step / StepsPerEpoch;
}
