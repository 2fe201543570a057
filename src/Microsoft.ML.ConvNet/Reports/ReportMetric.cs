using System.Globalization;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>The metric of an experiment, as a report shows it: accuracies in percent.</summary>
internal sealed class ReportMetric(ConvNetExperimentMetric metric, int topK)
{
    /// <summary>Its name within a sentence.</summary>
    public string Name { get; } = metric switch
    {
        ConvNetExperimentMetric.MicroAccuracy => "accuracy",
        ConvNetExperimentMetric.MacroAccuracy => "mean accuracy of the classes",
        ConvNetExperimentMetric.LogLoss => "log-loss",
        ConvNetExperimentMetric.TopKAccuracy => $"top-{topK} accuracy",
        _ => metric.ToString(),
    };

    public bool IsHigherBetter { get; } = ConvNetExperimentResult.IsHigherBetter(metric);

    /// <summary>What axes are labelled with.</summary>
    public string AxisTitle => IsHigherBetter ? $"{Name} (%)" : Name;

    /// <summary>The number on axes.</summary>
    public double Number(double value) => IsHigherBetter ? 100 * value : value;

    public string Text(double value) => IsHigherBetter ? Figures.Percent(value) : value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>The better first.</summary>
    public int Compare(double one, double other) => IsHigherBetter ? other.CompareTo(one) : one.CompareTo(other);

    /// <summary>An axis for these values of the metric. Of accuracies it may begin above a few that are far below the others.</summary>
    public Axis AxisOf(IEnumerable<double> values, int steps)
    {
        double[] sorted = [.. values.Select(Number).Where(double.IsFinite).Order()];
        if (sorted.Length == 0) return Axis.Linear(0, 1, steps);
        if (!IsHigherBetter) return sorted[0] > 0 && sorted[^1] > 10 * sorted[0] ? Axis.Logarithmic(sorted[0], sorted[^1]) : Axis.Linear(sorted[0], sorted[^1], steps, lowest: 0);
        double lowerQuarter = sorted[(sorted.Length - 1) / 4];
        double least = Math.Max(sorted[0], lowerQuarter - (sorted[^1] - lowerQuarter));
        return Axis.Linear(least, sorted[^1], steps, lowest: 0, highest: 100);
    }
}
