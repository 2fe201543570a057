namespace Microsoft.ML.ConvNet;

/// <summary>A rate that falls to zero over the run along a power: r * (1 - t / T)^p in step t of T, as PyTorch's PolynomialLR; a straight line for p = 1.</summary>
public sealed record PolynomialRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first rate, above 0.</param>
    /// <param name="power">The exponent p, above 0; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PolynomialRate(double learningRate, double power = 1)
    {
        LearningRate = learningRate;
        Power = power;
    }

    /// <summary>The first rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>The exponent p.</summary>
    public double Power { get; init => field = CheckRate(value, nameof(Power)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => step.Step >= step.StepCount ? 0 : LearningRate * Math.Pow(1 - (double)step.Step / step.StepCount, Power);
}
