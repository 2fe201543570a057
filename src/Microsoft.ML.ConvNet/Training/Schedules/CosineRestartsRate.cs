namespace Microsoft.ML.ConvNet;

/// <summary>
/// Half a cosine wave from the given rate down, again and again (SGDR; Loshchilov and Hutter, 2017), as PyTorch's CosineAnnealingWarmRestarts when it is stepped after every batch.
/// </summary>
public sealed record CosineRestartsRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The highest rate, above 0.</param>
    /// <param name="epochs">Epochs of the first wave, at least 1.</param>
    /// <param name="factor">How much longer each wave is than the one before, at least 1; 1 by default.</param>
    /// <param name="lowestRate">What the rate falls to, at least 0 and not more than the highest; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public CosineRestartsRate(double learningRate, int epochs, int factor = 1, double lowestRate = 0)
    {
        LearningRate = learningRate;
        Epochs = epochs;
        Factor = factor;
        LowestRate = lowestRate;
    }

    /// <summary>The highest rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>Epochs of the first wave.</summary>
    public int Epochs { get; init => field = CheckCount(value, nameof(Epochs)); }

    /// <summary>How much longer each wave is than the one before.</summary>
    public int Factor { get; init => field = CheckCount(value, nameof(Factor)); }

    /// <summary>What the rate falls to.</summary>
    public double LowestRate { get; init => field = CheckNotNegative(value, nameof(LowestRate)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step)
    {
        long length = Epochs * step.StepsPerEpoch, position = step.Step;
        while (position >= length)
        {
            position -= length;
            length *= Factor;
        }

        return LowestRate + (LearningRate - LowestRate) * (1 + Math.Cos(Math.PI * position / length)) / 2;
    }
}
