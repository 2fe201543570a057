namespace Microsoft.ML.ConvNet;

/// <summary>A rate that is multiplied by a factor after every epoch: r * f^epoch, as PyTorch's ExponentialLR.</summary>
public sealed record ExponentialRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first rate, above 0.</param>
    /// <param name="factor">What the rate is multiplied by after every epoch: more than 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public ExponentialRate(double learningRate, double factor)
    {
        LearningRate = learningRate;
        Factor = factor;
    }

    /// <summary>The first rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>What the rate is multiplied by after every epoch.</summary>
    public double Factor { get; init => field = CheckFactor(value, nameof(Factor)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => LearningRate * Math.Pow(Factor, step.Epoch);
}
