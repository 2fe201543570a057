using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>Makes plans that average the scores of several models.</summary>
internal sealed class EnsembleScoringPlanFactory(ImmutableArray<ModelContent> members) : IScoringPlanFactory
{
    private readonly ImmutableArray<IScoringPlanFactory> _plans = [.. members.Select(member => member.CreatePlans())];

    /// <inheritdoc/>
    public IScoringPlan CreatePlan(int batchSize)
    {
        var plans = members.Zip(_plans, (member, plan) => new EnsembleScoringPlan.Member(plan.CreatePlan(batchSize), member.Statistics));
        return new EnsembleScoringPlan([.. plans], LearningTask.Of(members[0].Settings.Task), members[0].Settings.Image.Shape!.Value.Size, batchSize, members[0].Network.OutputShape.Size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plans in _plans) plans.Dispose();
    }
}
