using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision (for logits that exp can bear).
internal static partial class SoftmaxCrossEntropy
{
    /// <summary>The weighted sum of -log(exp s_y / sum exp s_k), the sum of the weights, and the gradient of their quotient.</summary>
    public static (T LossSum, T WeightSum) ForwardReference<T>(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : IFloatingPointIeee754<T>
    {
        int classes = logits.Length / labels.Length;
        T weightSum = T.Zero, lossSum = T.Zero;
        foreach (var weight in weights) weightSum += weight;
        for (int row = 0; row < labels.Length; row++)
        {
            var scores = logits.Slice(row * classes, classes);
            var sum = T.Zero;
            foreach (var score in scores) sum += T.Exp(score);
            lossSum -= weights[row] * T.Log(T.Exp(scores[labels[row]]) / sum);
            for (int k = 0; k < classes; k++)
            {
                var target = k == labels[row] ? T.One : T.Zero;
                gradient[row * classes + k] = weightSum == T.Zero ? T.Zero : weights[row] / weightSum * (T.Exp(scores[k]) / sum - target);
            }
        }

        return (lossSum, weightSum);
    }
}
