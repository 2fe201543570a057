using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The focal loss of Lin, Goyal, Girshick, He and Dollar (2017) on softmax probabilities: -alpha_y (1 - p_y)^gamma log p_y. The paper's binary form is that of two
/// classes with the scores 0 and x. Alpha does not enter the mean's divisor.
/// </summary>
/// <param name="gamma">0 or more; 0 is cross-entropy.</param>
/// <param name="alpha">K factors, or null for 1.</param>
internal sealed partial class SoftmaxFocalLoss(double gamma, float[]? alpha) : LossFunction
{
    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        isCorrect = FirstMaximum(outputs) == label;
        double cost = SoftmaxCrossEntropy.Probabilities(outputs, gradient) - outputs[label];
        double own = gradient[label], others = 0;

        // 1 - p_y as the sum of the others: the difference would lose a small one.
        gradient[label] = 0;
        foreach (float probability in gradient) others += probability;
        gradient[label] = -(float)others;

        // d/ds_j = (p_j - [j = y]) alpha (u^gamma + gamma u^(gamma - 1) p_y (-log p_y)) with u = 1 - p_y; (-log p_y) / u tends to 1 where u vanishes.
        double factor = (alpha is null ? 1 : alpha[label]) * Math.Pow(others, gamma);
        double ratio = others > 0 ? cost / others : 1;
        TensorPrimitives.Multiply(gradient, (float)(factor * (1 + gamma * own * ratio)), gradient);
        return factor * cost;
    }
}
