using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Logits to probabilities.</summary>
internal static class Softmax
{
    /// <summary>
    /// exp(x - max) / sum: no logit overflows, and the shares add up to 1. All are NaN when a logit is NaN or no logit is finite.
    /// </summary>
    public static void Compute(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        float max = TensorPrimitives.Max(logits);
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            // Double precision, so that small shares of many classes are not lost in the sum.
            double share = Math.Exp(logits[i] - max);
            probabilities[i] = (float)share;
            sum += share;
        }

        TensorPrimitives.Divide(probabilities[..logits.Length], (float)sum, probabilities);
    }
}
