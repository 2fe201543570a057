using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet;

/// <summary>A rate that is multiplied by a factor after given epochs, as PyTorch's MultiStepLR; the ResNet paper divides by 10 twice.</summary>
public sealed record MultiStepRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first rate, above 0.</param>
    /// <param name="epochs">The numbers of completed epochs after which the rate is reduced, rising.</param>
    /// <param name="factor">What the rate is multiplied by: more than 0 and at most 1; 0.1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public MultiStepRate(double learningRate, ImmutableArray<int> epochs, double factor = 0.1)
    {
        LearningRate = learningRate;
        Epochs = epochs;
        Factor = factor;
    }

    /// <summary>The first rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>The numbers of completed epochs after which the rate is reduced.</summary>
    public ImmutableArray<int> Epochs
    {
        get;
        init => field = !value.IsDefault && value.All(epoch => epoch >= 1) && value.Zip(value.Skip(1)).All(pair => pair.First < pair.Second)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Epochs), value.IsDefault ? null : string.Join(", ", value), $"{nameof(Epochs)} must be at least 1 and rise.");
    }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; init => field = CheckFactor(value, nameof(Factor)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => LearningRate * Math.Pow(Factor, Epochs.Count(epoch => epoch <= step.Epoch));

    /// <inheritdoc/>
    public bool Equals(MultiStepRate? other) =>
        other is not null && LearningRate == other.LearningRate && Factor == other.Factor && Epochs.AsSpan().SequenceEqual(other.Epochs.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LearningRate, Factor, Epochs.Length);

    /// <summary>The name and what was set.</summary>
    public override string ToString() => FormattableString.Invariant($"MultiStepRate {{ LearningRate = {LearningRate}, Epochs = [{string.Join(", ", Epochs)}], Factor = {Factor} }}");
}
