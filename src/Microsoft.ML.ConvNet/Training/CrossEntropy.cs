namespace Microsoft.ML.ConvNet.Training;

/// <summary>Cross-entropy of softmax probabilities, from logits, as evaluation computes it.</summary>
internal static class CrossEntropy
{
    /// <summary>
    /// -log softmax(logits)[label] in double precision: the largest logit is subtracted first, so that no exponential overflows and a hopeless row costs
    /// its true loss, not infinity. NaN when a logit is NaN or positive infinity.
    /// </summary>
    /// <param name="logits">One row, K values.</param>
    /// <param name="label">Zero-based class.</param>
    /// <param name="predicted">The class of the first largest logit.</param>
    public static double OfRow(ReadOnlySpan<float> logits, int label, out int predicted)
    {
        predicted = 0;
        for (int k = 1; k < logits.Length; k++)
        {
            if (logits[k] > logits[predicted]) predicted = k;
        }

        double largest = logits[predicted];
        double sum = 0;
        foreach (float logit in logits) sum += Math.Exp(logit - largest);
        return Math.Log(sum) - (logits[label] - largest);
    }
}
