namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>How well a trial does on the validation rows; of two scores the larger is better.</summary>
/// <param name="Metric">The metric that is optimised, turned so that more is better.</param>
/// <param name="LogLoss">
/// The mean cross-entropy, which decides between trials with equal metrics: of a few hundred rows, many trials have the same number right.
/// </param>
internal readonly record struct TrialScore(double Metric, double LogLoss) : IComparable<TrialScore>
{
    public double LogLoss { get; } = double.IsNaN(LogLoss) ? double.PositiveInfinity : LogLoss;

    public int CompareTo(TrialScore other) => Metric != other.Metric ? Metric.CompareTo(other.Metric) : other.LogLoss.CompareTo(LogLoss);
}
