namespace Microsoft.ML.ConvNet;

/// <summary>
/// One cycle over the whole run (Smith and Topin: Super-Convergence, 2018): up to the highest rate along half a cosine wave, then down far below the first one. As PyTorch's OneCycleLR,
/// except that the momentum stays as it is.
/// </summary>
public sealed record OneCycleRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The highest rate, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a finite number above 0.</exception>
    public OneCycleRate(double learningRate) => LearningRate = learningRate;

    /// <summary>The highest rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>The share of the steps in which the rate rises: at least 0, less than 1; 0.3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double RisingShare
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RisingShare), value, $"{nameof(RisingShare)} must be at least 0 and less than 1.");
    } = 0.3;

    /// <summary>The highest rate over the first one: at least 1; 25 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double FirstDivisor { get; init => field = CheckDivisor(value, nameof(FirstDivisor)); } = 25;

    /// <summary>The first rate over the last one: at least 1; 10,000 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double LastDivisor { get; init => field = CheckDivisor(value, nameof(LastDivisor)); } = 1e4;

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step)
    {
        double first = LearningRate / FirstDivisor, last = first / LastDivisor;
        double top = RisingShare * step.StepCount - 1, end = step.StepCount - 1;
        if (step.Step > end) return last;
        return step.Step < top ? Between(first, LearningRate, step.Step / top) : Between(LearningRate, last, (step.Step - top) / (end - top));
    }

    private static double Between(double start, double end, double share) => end + (start - end) / 2 * (Math.Cos(Math.PI * share) + 1);

    private static double CheckDivisor(double value, string name) =>
        value >= 1 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 1.");
}
