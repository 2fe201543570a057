namespace Microsoft.ML.ConvNet;

/// <summary>The same learning rate for every step.</summary>
public sealed record ConstantRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The rate, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a finite number above 0.</exception>
    public ConstantRate(double learningRate) => LearningRate = learningRate;

    /// <summary>The rate.</summary>
    public double LearningRate
    {
        get;
        init => field = CheckRate(value, nameof(LearningRate));
    }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => LearningRate;
}
