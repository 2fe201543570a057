namespace Microsoft.ML.ConvNet;

/// <summary>Half a cosine wave from the given rate to zero over the whole run, after an optional linear warm-up.</summary>
/// <remarks>
/// Step t of T has the rate r * (1 + cos(pi * (t - w) / (T - w))) / 2 after w warm-up steps, which have r * (t + 1) / w. It reaches zero at T, one step
/// after the last, as PyTorch's CosineAnnealingLR with T_max = T does.
/// </remarks>
public sealed record CosineRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The highest rate, above 0.</param>
    /// <param name="warmupSteps">Steps over which the rate rises to it; 0 (the default) for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a finite number above 0, or the number of steps is negative.</exception>
    public CosineRate(double learningRate, long warmupSteps = 0)
    {
        LearningRate = learningRate;
        WarmupSteps = warmupSteps;
    }

    /// <summary>The highest rate.</summary>
    public double LearningRate
    {
        get;
        init => field = CheckRate(value, nameof(LearningRate));
    }

    /// <summary>Steps over which the rate rises in a straight line from zero.</summary>
    public long WarmupSteps
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(WarmupSteps), value, $"{nameof(WarmupSteps)} must be 0 or more.");
    }

    /// <inheritdoc/>
    public override double Rate(long step, long stepCount)
    {
        if (step < WarmupSteps) return LearningRate * (step + 1) / WarmupSteps;
        if (step >= stepCount) return 0;
        return LearningRate * (1 + Math.Cos(Math.PI * (step - WarmupSteps) / (stepCount - WarmupSteps))) / 2;
    }
}
