using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Softmax and the cross-entropy -log(exp s_y / sum exp s_k), computed as (max + log sum exp(s_k - max)) - s_y so that large logits do no harm.
/// </summary>
internal static partial class SoftmaxCrossEntropy
{
    /// <summary>
    /// The weighted sum of the rows' losses and, into <paramref name="gradient"/>, the gradient of their weighted mean with respect to the logits.
    /// </summary>
    /// <param name="logits">Rows of K logits.</param>
    /// <param name="labels">The zero-based class of each row; the number of rows.</param>
    /// <param name="weights">Row weights, not negative; a sum of 0 gives a gradient of 0.</param>
    public static (double LossSum, double WeightSum, int Correct) Forward(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> weights, Span<float> gradient)
    {
        int classes = logits.Length / labels.Length;
        double weightSum = 0, lossSum = 0;
        for (int row = 0; row < labels.Length; row++) weightSum += weights[row];
        int correct = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            var scores = logits.Slice(row * classes, classes);
            var result = gradient.Slice(row * classes, classes);
            int label = labels[row];
            double logSum = Probabilities(scores, result);
            lossSum += weights[row] * (logSum - scores[label]);
            if (FirstMaximum(scores) == label) correct++;
            result[label] -= 1;
            float share = weightSum > 0 ? (float)(weights[row] / weightSum) : 0;
            TensorPrimitives.Multiply(result, share, result);
        }

        return (lossSum, weightSum, correct);
    }

    /// <summary>Writes the softmax of one row of logits and returns log sum exp.</summary>
    public static double Probabilities(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        float max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, max, probabilities);
        TensorPrimitives.Exp<float>(probabilities, probabilities);
        double sum = 0;
        foreach (float value in probabilities) sum += value;
        TensorPrimitives.Multiply(probabilities, (float)(1 / sum), probabilities);
        return max + Math.Log(sum);
    }

    private static int FirstMaximum(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }
}
