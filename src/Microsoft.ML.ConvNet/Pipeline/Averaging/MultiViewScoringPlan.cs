using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>Scores several views of each image with the plan for one view, and takes the average.</summary>
/// <param name="views">The plan for views; owned.</param>
/// <param name="batchSize">Most images of one call.</param>
/// <param name="outputs">Scores of an image.</param>
internal sealed class MultiViewScoringPlan(
    IScoringPlan plan, ImmutableArray<ImageView> views, ImageShape imageShape, ImageShape viewShape, LearningTask task, int batchSize, int outputs) : IScoringPlan
{
    private readonly float[] _images = new float[batchSize * imageShape.Size];
    private readonly float[] _scores = new float[batchSize * views.Length * outputs];

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public Span<float> Image(int row) => _images.AsSpan(row * imageShape.Size, imageShape.Size);

    /// <inheritdoc/>
    public void Score(int rows, Span<float> scores)
    {
        int count = rows * views.Length;
        for (int first = 0; first < count; first += plan.BatchSize)
        {
            int taken = Math.Min(plan.BatchSize, count - first);
            for (int i = 0; i < taken; i++)
            {
                var (row, view) = Math.DivRem(first + i, views.Length);
                views[view].Copy(Image(row), imageShape, plan.Image(i), viewShape);
            }

            plan.Score(taken, _scores.AsSpan(first * outputs, taken * outputs));
        }

        int size = views.Length * outputs;
        for (int row = 0; row < rows; row++) task.Average(_scores.AsSpan(row * size, size), scores.Slice(row * outputs, outputs));
    }

    /// <inheritdoc/>
    public void Dispose() => plan.Dispose();
}
