using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>The learning rate as a function of the training step.</summary>
/// <seealso cref="ConstantRate"/>
/// <seealso cref="CosineRate"/>
public abstract record LearningRateSchedule
{
    /// <summary>The rate for one step.</summary>
    /// <param name="step">Zero-based step over the whole run.</param>
    /// <param name="stepCount">Steps of the whole run.</param>
    public abstract double Rate(long step, long stepCount);

    /// <summary>What follows the schedule through one run.</summary>
    /// <param name="stepCount">Steps of the whole run.</param>
    internal virtual ScheduleState CreateState(long stepCount) => new(this, stepCount);

    private protected static double CheckRate(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0.");
}
