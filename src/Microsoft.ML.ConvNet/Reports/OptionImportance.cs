using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>How much an option has to do with how well trials did.</summary>
/// <param name="Option">The option.</param>
/// <param name="Share">Share of the variance of the trials' places that it explains by itself, 0 to 1; null if there are too few trials to tell.</param>
/// <param name="Chance">How often chance explains as much.</param>
internal sealed record OptionImportance(ConvNetSearchOption Option, double? Share, double Chance)
{
    /// <summary>Below this it is not taken for chance.</summary>
    public const double Clear = 0.05;

    public bool IsClear => Share is > 0 && Chance < Clear;

    /// <summary>
    /// Of all options that were searched, the most important first. The trials are put in the order of the metric, so that a few bad ones do not count more than all others. Ranges explain the
    /// places by a parabola (of the logarithm, if they were drawn by it), choices by a number for each candidate.
    /// </summary>
    /// <param name="trials">Those with a metric, and those that diverged, which share the last place.</param>
    public static ImmutableArray<OptionImportance> Of(IEnumerable<ConvNetSearchOption> options, IReadOnlyList<ConvNetRunDetail> trials, ReportMetric metric)
    {
        double worst = metric.IsHigherBetter ? double.NegativeInfinity : double.PositiveInfinity;
        double[] places = VarianceExplained.Ranks([.. trials.Select(trial => trial.Metric ?? worst)]);
        return [.. options.Select(option => Of(option, trials, places)).OrderByDescending(one => one.Share ?? -1)];
    }

    private static OptionImportance Of(ConvNetSearchOption option, IReadOnlyList<ConvNetRunDetail> trials, double[] places)
    {
        double[] positions = [.. trials.Select(trial => new OptionScale(option).Position(trial.Parameters[option.Name]))];
        double[][] predictors = option.IsRange
            ? [positions, [.. positions.Select(position => (position - 0.5) * (position - 0.5))]]
            : [.. option.Candidates.Select((_, candidate) => positions.Select(position => position == candidate ? 1.0 : 0).ToArray())];
        return VarianceExplained.Of(predictors, places) is var (share, chance) ? new OptionImportance(option, share, chance) : new OptionImportance(option, null, 1);
    }
}
