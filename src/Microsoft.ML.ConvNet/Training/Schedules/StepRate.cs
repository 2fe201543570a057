namespace Microsoft.ML.ConvNet;

/// <summary>A rate that is multiplied by a factor every so many epochs: r * f^floor(epoch / n), as PyTorch's StepLR.</summary>
public sealed record StepRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first rate, above 0.</param>
    /// <param name="epochs">Epochs between two reductions, at least 1.</param>
    /// <param name="factor">What the rate is multiplied by: more than 0 and at most 1; 0.1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public StepRate(double learningRate, int epochs, double factor = 0.1)
    {
        LearningRate = learningRate;
        Epochs = epochs;
        Factor = factor;
    }

    /// <summary>The first rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>Epochs between two reductions.</summary>
    public int Epochs { get; init => field = CheckCount(value, nameof(Epochs)); }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; init => field = CheckFactor(value, nameof(Factor)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => LearningRate * Math.Pow(Factor, step.Epoch / Epochs);
}
