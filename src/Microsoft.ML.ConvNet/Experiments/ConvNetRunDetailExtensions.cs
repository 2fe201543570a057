namespace Microsoft.ML.ConvNet;

/// <summary>The order of trials.</summary>
public static class ConvNetRunDetailExtensions
{
    /// <summary>
    /// Trials as a leaderboard has them, by <see cref="ConvNetRunDetail.Metric"/>; of equal ones a completed one first, then that with the smaller log-loss, then the earlier. Metrics that are
    /// not finite come after the others, trials without a metric last.
    /// </summary>
    /// <param name="runs">For example <see cref="ConvNetExperimentResult.RunDetails"/>: then the first is <see cref="ConvNetExperimentResult.BestRun"/>.</param>
    /// <param name="metric">What was optimised, <see cref="ConvNetExperimentResult.OptimizingMetric"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="runs"/> is <see langword="null"/>.</exception>
    public static IEnumerable<ConvNetRunDetail> BestFirst(this IEnumerable<ConvNetRunDetail> runs, ConvNetExperimentMetric metric)
    {
        ArgumentNullException.ThrowIfNull(runs);
        double sign = ConvNetExperimentResult.IsHigherBetter(metric) ? 1 : -1;
        return runs.OrderByDescending(run => run.Metric is not null)
            .ThenByDescending(run => run.Metric is { } value && double.IsFinite(value) ? sign * value : double.NegativeInfinity)
            .ThenByDescending(run => run.State == ConvNetRunState.Completed).ThenBy(run => run.LogLoss).ThenBy(run => run.Trial);
    }
}
