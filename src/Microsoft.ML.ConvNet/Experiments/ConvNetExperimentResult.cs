using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet;

/// <summary>What a <see cref="ConvNetExperiment"/> came to.</summary>
public sealed class ConvNetExperimentResult
{
    internal ConvNetExperimentResult()
    {
    }

    /// <summary>The trial with the best <see cref="ConvNetRunDetail.Metric"/>, whether or not it came to its last epoch; of equal ones a completed one, then that with the smallest log-loss.</summary>
    /// <remarks>
    /// The validation rows have chosen the trial and its epoch, so its metric is a little better than it will be on new rows. Keep rows that the experiment never sees to measure that.
    /// </remarks>
    public required ConvNetRunDetail BestRun { get; init; }

    /// <summary>All trials, in the order in which they were begun.</summary>
    public required ImmutableArray<ConvNetRunDetail> RunDetails { get; init; }

    /// <summary>Why the experiment ended.</summary>
    public required ConvNetExperimentEnd End { get; init; }

    /// <summary>What was optimised.</summary>
    public required ConvNetExperimentMetric OptimizingMetric { get; init; }

    /// <summary>The k of the top-k accuracy in <see cref="ConvNetRunDetail.ValidationMetrics"/>: that of the settings, or the number of classes if that is less.</summary>
    public required int TopK { get; init; }

    /// <summary>What was searched.</summary>
    public required ConvNetSearchSpace SearchSpace { get; init; }

    /// <summary>
    /// The rows on which trials were measured: those that were given, or those that were held out. As they came, before the pre-featurizer, so that <see cref="ConvNetRunDetail.Model"/> can be
    /// applied to them.
    /// </summary>
    public required IDataView ValidationSet { get; init; }

    /// <summary>The label column, behind the pre-featurizer.</summary>
    public required string LabelColumnName { get; init; }

    /// <summary>Seed of the experiment; with the same data and settings it draws the same configurations again.</summary>
    public required int Seed { get; init; }

    /// <summary>Time that the experiment took, earlier calls with the same folder included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether a metric is better than another.</summary>
    internal static bool IsHigherBetter(ConvNetExperimentMetric metric) => metric != ConvNetExperimentMetric.LogLoss;
}
