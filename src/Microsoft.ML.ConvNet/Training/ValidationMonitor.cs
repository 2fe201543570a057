namespace Microsoft.ML.ConvNet.Training;

/// <summary>Follows the validation rows through a run: which epoch was the best, and for how long there has been none better.</summary>
/// <remarks>All of it follows from the epochs that it was told of: a run that is resumed tells it of the earlier ones again.</remarks>
internal sealed class ValidationMonitor(EarlyStopping criteria)
{
    private (int Wave, double Value, double Gain) _best = (0, double.NegativeInfinity, double.NegativeInfinity);
    private double _reference = double.NegativeInfinity;
    private int _epochsWithout;

    /// <summary>Whether there has been no improvement for as long as the criteria allow.</summary>
    public bool ShouldStop => _epochsWithout >= criteria.Patience;

    /// <summary>Told of every epoch, in order. Of epochs with the same accuracy that with the smaller loss is the best, of equal ones the first.</summary>
    /// <param name="metrics">The epoch.</param>
    /// <param name="settledWave">
    /// At the end of which wave of the learning rate it stands, 0 in the midst of one. An end is better than any midst. By accuracy a later end, of a longer wave, is also better than an earlier one: a few
    /// rows more or less that are right tell less than that. The loss tells more, and shows when later waves overfit.
    /// </param>
    /// <returns>Whether it is the best so far.</returns>
    public bool OnEpoch(EpochMetrics metrics, int settledWave = 1)
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

        int wave = criteria.Metric == EarlyStoppingMetric.Loss ? Math.Min(1, settledWave) : settledWave;
        var own = (wave, value, -(metrics.ValidationLoss ?? double.PositiveInfinity));
        if (own.CompareTo(_best) <= 0) return false;
        _best = own;
        return true;
    }
}
