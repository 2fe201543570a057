using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>Makes plans that score several views of each image.</summary>
/// <param name="plans">Makes the plans for views; owned.</param>
/// <param name="outputs">Scores of an image.</param>
internal sealed class MultiViewScoringPlanFactory(
    IScoringPlanFactory plans, ImmutableArray<ImageView> views, ImageShape imageShape, ImageShape viewShape, LearningTask task, int outputs) : IScoringPlanFactory
{
    /// <inheritdoc/>
    public IScoringPlan CreatePlan(int batchSize)
    {
        // No more views at a time than rows, for memory, but those of one row together.
        var plan = plans.CreatePlan(Math.Max(batchSize, views.Length));
        return new MultiViewScoringPlan(plan, views, imageShape, viewShape, task, batchSize, outputs);
    }

    /// <inheritdoc/>
    public void Dispose() => plans.Dispose();
}
