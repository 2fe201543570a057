namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What is searched, and how.</summary>
internal sealed record ExperimentPlan
{
    public required ConvNetSearchSpace Space { get; init; }

    public required SpaceSampler Sampler { get; init; }

    public required SuccessiveHalving Halving { get; init; }

    /// <summary>How many trials may be begun; null for any number.</summary>
    public required int? MaximumTrials { get; init; }

    public required int ParallelTrials { get; init; }

    /// <summary>Whether more of the metric is better.</summary>
    public required bool IsHigherBetter { get; init; }

    /// <summary>The epochs of the first trial at the end of each stage.</summary>
    public static IReadOnlyList<int> Stages(ConvNetExperimentSettings settings, int maximumEpochs) =>
        settings.SearchAlgorithm == ConvNetSearchAlgorithm.Random ? [maximumEpochs] : TrialStages.OfFirst(maximumEpochs, settings.ReductionFactor);

    public static ExperimentPlan Of(ConvNetExperimentSettings settings, ConvNetSearchSpace space, int seed, int stageCount, long validationRows) => new()
    {
        Space = space,
        Sampler = new SpaceSampler(space, seed),
        Halving = new SuccessiveHalving(stageCount, settings.ReductionFactor, settings.OptimizingMetric == ConvNetExperimentMetric.LogLoss ? null : validationRows),
        MaximumTrials = settings.MaxModels,
        ParallelTrials = settings.ParallelTrials,
        IsHigherBetter = ConvNetExperimentResult.IsHigherBetter(settings.OptimizingMetric),
    };

    /// <summary>A trial's values by the names of their options.</summary>
    public IReadOnlyDictionary<string, object> Parameters(Trial trial) => Space.Options.Zip(trial.Values).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
}
