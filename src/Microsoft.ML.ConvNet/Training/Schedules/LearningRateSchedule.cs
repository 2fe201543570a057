using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>The learning rate as a function of the training step; a value that can be compared and printed.</summary>
/// <seealso cref="ConstantRate"/>
/// <seealso cref="StepRate"/>
/// <seealso cref="MultiStepRate"/>
/// <seealso cref="PlateauRate"/>
/// <seealso cref="ExponentialRate"/>
/// <seealso cref="PolynomialRate"/>
/// <seealso cref="CosineRate"/>
/// <seealso cref="CosineRestartsRate"/>
/// <seealso cref="OneCycleRate"/>
/// <seealso cref="WarmUpRate"/>
public abstract record LearningRateSchedule
{
    /// <summary>The rate for one step.</summary>
    /// <param name="step">Where the run is.</param>
    public abstract double Rate(ScheduleStep step);

    /// <summary>This schedule after a warm-up, in which the rate rises in a straight line to the first one of this schedule.</summary>
    /// <param name="steps">Steps of the warm-up, at least 0.</param>
    /// <param name="epochs">Epochs of the warm-up, in addition: at least 0, whole or not.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or not finite.</exception>
    public WarmUpRate WarmUp(long steps = 0, double epochs = 0) => new(this, steps, epochs);

    /// <summary>What follows the schedule through one run.</summary>
    internal virtual ScheduleState CreateState() => new(this);

    private protected static double CheckRate(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0.");

    private protected static double CheckNotNegative(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of 0 or more.");

    private protected static double CheckFactor(double value, string name) =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be more than 0 and at most 1.");

    private protected static int CheckCount(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
