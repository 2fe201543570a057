namespace Microsoft.ML.ConvNet.Training;

/// <summary>Follows the validation rows through a run: which epoch was the best, and for how long there has been none better.</summary>
/// <remarks>All of it follows from the epochs that it was told of: a run that is resumed tells it of the earlier ones again.</remarks>
internal sealed class ValidationMonitor(EarlyStopping criteria)
{
    private (bool IsSettled, double Value, double Gain) _best = (false, double.NegativeInfinity, double.NegativeInfinity);
    private double _reference = double.NegativeInfinity;
    private int _epochsWithout;

    /// <summary>Whether there has been no improvement for as long as the criteria allow.</summary>
    public bool ShouldStop => _epochsWithout >= criteria.Patience;

    /// <summary>Told of every epoch, in order. Of epochs with the same accuracy that with the smaller loss is the best, of equal ones the first.</summary>
    /// <param name="metrics">The epoch.</param>
    /// <param name="isSettled">Whether its learning rate had come down: such an epoch is better than any other.</param>
    /// <returns>Whether it is the best so far.</returns>
    public bool OnEpoch(EpochMetrics metrics, bool isSettled = true)
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

        var own = (isSettled, value, -(metrics.ValidationLoss ?? double.PositiveInfinity));
        if (own.CompareTo(_best) <= 0) return false;
        _best = own;
        return true;
    }
}
