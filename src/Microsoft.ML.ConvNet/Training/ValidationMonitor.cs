namespace Microsoft.ML.ConvNet.Training;

/// <summary>Follows the validation rows through a run: which epoch was the best, and for how long there has been none better.</summary>
/// <remarks>All of it follows from the epochs that it was told of: a run that is resumed tells it of the earlier ones again.</remarks>
internal sealed class ValidationMonitor(EarlyStopping criteria)
{
    private double _best = double.NegativeInfinity;
    private double _reference = double.NegativeInfinity;
    private int _epochsWithout;

    /// <summary>Whether there has been no improvement for as long as the criteria allow.</summary>
    public bool ShouldStop => _epochsWithout >= criteria.Patience;

    /// <summary>Told of every epoch, in order. Of equal epochs the first is the best.</summary>
    /// <returns>Whether it is the best so far.</returns>
    public bool OnEpoch(EpochMetrics metrics)
    {
        double value = criteria.Metric == EarlyStoppingMetric.Loss ? -metrics.ValidationLoss!.Value : metrics.ValidationAccuracy!.Value;
        if (value > _reference + criteria.MinDelta)
        {
            _reference = value;
            _epochsWithout = 0;
        }
        else
        {
            _epochsWithout++;
        }

        if (!(value > _best)) return false;
        _best = value;
        return true;
    }
}
