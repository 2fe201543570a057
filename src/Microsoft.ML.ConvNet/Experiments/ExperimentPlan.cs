namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What is searched, and how.</summary>
internal sealed record ExperimentPlan
{
    public required ConvNetSearchSpace Space { get; init; }

    public required SpaceSampler Sampler { get; init; }

    /// <summary>Epochs at the end of each stage.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    public required SuccessiveHalving Halving { get; init; }

    /// <summary>How many trials may be begun; null for any number.</summary>
    public required int? MaximumTrials { get; init; }

    public required int ParallelTrials { get; init; }

    /// <summary>Whether more of the metric is better.</summary>
    public required bool IsHigherBetter { get; init; }

    public static ExperimentPlan Of(ConvNetExperimentSettings settings, ConvNetSearchSpace space, int seed, int maximumEpochs)
    {
        var stages = settings.SearchAlgorithm == ConvNetSearchAlgorithm.Random ? [maximumEpochs] : SuccessiveHalving.Stages(maximumEpochs, settings.ReductionFactor);
        return new ExperimentPlan
        {
            Space = space,
            Sampler = new SpaceSampler(space, seed),
            Stages = stages,
            Halving = new SuccessiveHalving(stages, settings.ReductionFactor),
            MaximumTrials = settings.MaxModels,
            ParallelTrials = settings.ParallelTrials,
            IsHigherBetter = ConvNetExperimentResult.IsHigherBetter(settings.OptimizingMetric),
        };
    }

    /// <summary>A trial's values by the names of their options.</summary>
    public IReadOnlyDictionary<string, object> Parameters(Trial trial) => Space.Options.Zip(trial.Values).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
}
