namespace Microsoft.ML.ConvNet;

/// <summary>Half a cosine wave from the given rate to zero over the whole run.</summary>
/// <remarks>Step t of T has the rate r * (1 + cos(pi * t / T)) / 2. It reaches zero at T, one step after the last, as PyTorch's CosineAnnealingLR with T_max = T does.</remarks>
public sealed record CosineRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The highest rate, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a finite number above 0.</exception>
    public CosineRate(double learningRate) => LearningRate = learningRate;

    /// <summary>The highest rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => step.Step >= step.StepCount ? 0 : LearningRate * (1 + Math.Cos(Math.PI * step.Step / step.StepCount)) / 2;
}
