using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>Scores each image with several models and takes the average. Takes pixels as the column has them.</summary>
/// <param name="imageSize">Values of an image.</param>
/// <param name="batchSize">Most images of one call.</param>
/// <param name="outputs">Scores of an image.</param>
internal sealed class EnsembleScoringPlan(ImmutableArray<EnsembleScoringPlan.Member> members, LearningTask task, int imageSize, int batchSize, int outputs) : IScoringPlan
{
    private readonly float[] _images = new float[batchSize * imageSize];
    private readonly float[] _memberScores = new float[batchSize * outputs];
    private readonly float[] _scores = new float[batchSize * members.Length * outputs];

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public Span<float> Image(int row) => _images.AsSpan(row * imageSize, imageSize);

    /// <inheritdoc/>
    public void Score(int rows, Span<float> scores)
    {
        int size = members.Length * outputs;
        for (int index = 0; index < members.Length; index++)
        {
            var (plan, statistics) = members[index];
            for (int row = 0; row < rows; row++)
            {
                var image = plan.Image(row);
                Image(row).CopyTo(image);
                statistics.Standardize(image);
            }

            plan.Score(rows, _memberScores);
            for (int row = 0; row < rows; row++) _memberScores.AsSpan(row * outputs, outputs).CopyTo(_scores.AsSpan(row * size + index * outputs));
        }

        for (int row = 0; row < rows; row++) task.Average(_scores.AsSpan(row * size, size), scores.Slice(row * outputs, outputs));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (plan, _) in members) plan.Dispose();
    }

    /// <summary>One of the models.</summary>
    /// <param name="Plan">Scores standardised images; owned.</param>
    /// <param name="Statistics">Standardises them.</param>
    internal readonly record struct Member(IScoringPlan Plan, PixelStatistics Statistics);
}
