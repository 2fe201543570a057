using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Loss and accuracy of a network over all rows of a source.</summary>
/// <param name="Loss">Mean cross-entropy, or what takes its place for targets (<see cref="Loss.CreateMeasure"/>), weighted by the example weights.</param>
/// <param name="Accuracy">Share of rows whose first largest logit is the label, or whose outputs are on the side of their targets, 0 to 1; NaN where neither can be.</param>
internal readonly record struct Evaluation(double Loss, double Accuracy)
{
    /// <summary>Scores one pass of the source.</summary>
    /// <param name="plan">A scoring plan.</param>
    /// <param name="source">The rows; the pass is numbered <paramref name="epoch"/>.</param>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="observer">Asked before every batch whether to stop.</param>
    /// <param name="loss">What the network is trained with; null for cross-entropy.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or their weights sum to 0.</exception>
    public static Evaluation Of(ExecutionPlan plan, IBatchSource source, int epoch, ITrainingObserver observer, Loss? loss = null)
    {
        var targetMeasure = loss is { TakesTargets: true } ? loss.CreateMeasure() : null;
        var labels = new int[targetMeasure is null ? plan.BatchSize : 0];
        var targets = new float[targetMeasure is null ? 0 : plan.BatchSize * source.ClassCount];
        var gradient = new float[targets.Length];
        var weights = new float[plan.BatchSize];
        int classes = source.ClassCount;
        double lossSum = 0, weightSum = 0;
        long rowCount = 0, correct = 0;
        source.BeginEpoch(epoch);
        while (true)
        {
            observer.ThrowIfCancelled();
            int rows = source.NextBatch(new MiniBatch { Pixels = plan.Input, Labels = labels, Targets = targets, Weights = weights });
            if (rows == 0) break;
            plan.Forward(rows);
            var logits = plan.Logits;
            if (targetMeasure is not null)
            {
                int values = rows * classes;
                var batch = targetMeasure.Forward(logits[..values], [], targets.AsSpan(0, values), weights.AsSpan(0, rows), gradient.AsSpan(0, values));
                lossSum += batch.LossSum;
                weightSum += batch.WeightSum;
                correct += batch.Correct;
                rowCount += rows;
                continue;
            }

            for (int row = 0; row < rows; row++)
            {
                lossSum += weights[row] * CrossEntropy.OfRow(logits.Slice(row * classes, classes), labels[row], out int predicted);
                weightSum += weights[row];
                if (predicted == labels[row]) correct++;
            }

            rowCount += rows;
        }

        if (rowCount == 0) throw new InvalidOperationException("The validation set has no rows.");
        if (weightSum == 0) throw new InvalidOperationException("The example weights of the validation set sum to 0.");
        return new Evaluation(lossSum / weightSum, loss is { HasAccuracy: false } ? double.NaN : (double)correct / rowCount);
    }
}
