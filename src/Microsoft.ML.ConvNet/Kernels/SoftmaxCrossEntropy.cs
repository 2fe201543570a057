using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Cross-entropy of softmax probabilities p = exp s / sum exp s_k with target probabilities q: sum over k of w_k q_k (-log p_k), where
/// q = (1 - smoothing) at the label plus smoothing / K everywhere, and w are class weights. The mean's divisor is the sum of example weight times w at the label,
/// as in PyTorch. -log p_k is computed as (max + log sum exp(s - max)) - s_k so that large logits do no harm.
/// </summary>
/// <param name="labelSmoothing">0 to 1.</param>
/// <param name="classWeights">K weights, or null for 1.</param>
internal sealed partial class SoftmaxCrossEntropy(double labelSmoothing = 0, float[]? classWeights = null) : LossFunction
{
    protected override float ClassWeight(int label) => classWeights is null ? 1 : classWeights[label];

    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        double logSum = Probabilities(outputs, gradient);
        isCorrect = FirstMaximum(outputs) == label;
        float own = ClassWeight(label);
        if (labelSmoothing == 0)
        {
            gradient[label] -= 1;
            if (own != 1) TensorPrimitives.Multiply(gradient, own, gradient);
            return own * (logSum - outputs[label]);
        }

        // With v_k = w_k q_k the gradient is p_k * sum(v) - v_k.
        double loss = 0, total = 0;
        for (int k = 0; k < outputs.Length; k++)
        {
            double share = Share(k, label, outputs.Length);
            loss += share * (logSum - outputs[k]);
            total += share;
        }

        for (int k = 0; k < outputs.Length; k++) gradient[k] = (float)(gradient[k] * total - Share(k, label, outputs.Length));
        return loss;
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

    private double Share(int k, int label, int classes) => ClassWeight(k) * ((k == label ? 1 - labelSmoothing : 0) + labelSmoothing / classes);
}
