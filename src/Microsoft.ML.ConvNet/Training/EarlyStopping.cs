using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// When to end a run that no longer gets better on the validation rows. The model then has the weights of the best epoch, also if the run goes on to its last one.
/// </summary>
public sealed record EarlyStopping
{
    /// <summary>
    /// What is watched. The default is the loss, which shows a change before the accuracy does. Of epochs with the same accuracy, of which there are many when there are few validation rows, that with the
    /// smaller loss is the best.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is unknown.</exception>
    public EarlyStoppingMetric Metric
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Metric), value, $"{nameof(Metric)} must be one of {string.Join(", ", Enum.GetNames<EarlyStoppingMetric>())}.");
    } = EarlyStoppingMetric.Loss;

    /// <summary>Epochs without an improvement after which the run ends: 1 or more. The default is 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Patience
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Patience), value, $"{nameof(Patience)} must be 1 or more.");
    } = 5;

    /// <summary>
    /// An improvement is a change for the better by more than this: 0 or more. The default is 0. It decides when the run ends; which epoch is the best one it does not.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinDelta
    {
        get;
        init => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinDelta), value, $"{nameof(MinDelta)} must be a finite number of 0 or more.");
    }
}
