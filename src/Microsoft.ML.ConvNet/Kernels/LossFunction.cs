using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// What training makes small: a loss for each row of K outputs, and its gradient. A batch costs the mean of its rows' losses, weighted by the example weights.
/// </summary>
internal abstract class LossFunction
{
    /// <summary>Whether a row's target is K numbers; otherwise it is the zero-based number of a class.</summary>
    public virtual bool TakesTargets => false;

    /// <summary>The weighted sum of the rows' losses and, into <paramref name="gradient"/>, the gradient of their weighted mean with respect to the outputs.</summary>
    /// <param name="outputs">Rows of K outputs of the network.</param>
    /// <param name="labels">The class of each row; empty if <see cref="TakesTargets"/>.</param>
    /// <param name="targets">K targets of each row if <see cref="TakesTargets"/>; otherwise empty.</param>
    /// <param name="weights">Example weights, not negative; a sum of 0 gives a gradient of 0. The number of rows.</param>
    /// <param name="mix">Second classes; by default rows have none.</param>
    /// <returns>
    /// The sum of weight times loss, what to divide it by for the mean, and how many rows the outputs get right: of a mixture, the class with the larger share.
    /// </returns>
    public (double LossSum, double WeightSum, int Correct) Forward(
        ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, Span<float> gradient, LabelMix mix = default)
    {
        int width = outputs.Length / weights.Length;
        double weightSum = 0, lossSum = 0;
        for (int row = 0; row < weights.Length; row++) weightSum += weights[row] * ClassWeight(labels, mix, row);
        int correct = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            var result = gradient.Slice(row * width, width);
            var own = outputs.Slice(row * width, width);
            var target = Target(targets, row, width);
            double loss = Row(own, Label(labels, row), target, result, out bool isCorrect);
            float first = mix.Share(row);
            if (first < 1)
            {
                double second = Row(own, mix.SecondLabels[row], target, mix.Scratch, out bool isSecond);
                loss = first * loss + (1 - (double)first) * second;
                if (first < 0.5f) isCorrect = isSecond;
                TensorPrimitives.Multiply(result, first, result);
                TensorPrimitives.MultiplyAdd(mix.Scratch, 1 - first, result, result);
            }

            lossSum += weights[row] * loss;
            if (isCorrect) correct++;
            float share = weightSum > 0 ? (float)(weights[row] / weightSum) : 0;
            TensorPrimitives.Multiply(result, share, result);
        }

        return (lossSum, weightSum, correct);
    }

    /// <summary>The scalar twin of <see cref="Forward"/>: the definition, in any precision.</summary>
    public (T LossSum, T WeightSum) ForwardReference<T>(
        ReadOnlySpan<T> outputs, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, Span<T> gradient, LabelMix mix = default)
        where T : IFloatingPointIeee754<T>
    {
        int width = outputs.Length / weights.Length;
        T weightSum = T.Zero, lossSum = T.Zero;
        for (int row = 0; row < weights.Length; row++) weightSum += weights[row] * T.CreateChecked(ClassWeight(labels, mix, row));
        for (int row = 0; row < weights.Length; row++)
        {
            var result = gradient.Slice(row * width, width);
            var own = outputs.Slice(row * width, width);
            var target = Target(targets, row, width);
            T loss = RowReference(own, Label(labels, row), target, result);
            if (mix.Share(row) is < 1 and var share)
            {
                T first = T.CreateChecked(share);
                var other = new T[width];
                loss = first * loss + (T.One - first) * RowReference(own, mix.SecondLabels[row], target, other);
                for (int k = 0; k < width; k++) result[k] = first * result[k] + (T.One - first) * other[k];
            }

            lossSum += weights[row] * loss;
            foreach (ref var value in result) value = weightSum == T.Zero ? T.Zero : value * weights[row] / weightSum;
        }

        return (lossSum, weightSum);
    }

    /// <summary>What a row of this class counts for in the divisor of the mean, beside its example weight.</summary>
    protected virtual float ClassWeight(int label) => 1;

    /// <summary>The loss of one row and its gradient.</summary>
    protected abstract double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect);

    /// <summary>The scalar twin of <see cref="Row"/>.</summary>
    protected abstract T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
        where T : IFloatingPointIeee754<T>;

    /// <summary>The position of the first largest value: the predicted class.</summary>
    protected static int FirstMaximum(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }

    private double ClassWeight(ReadOnlySpan<int> labels, LabelMix mix, int row)
    {
        double own = ClassWeight(Label(labels, row));
        double first = mix.Share(row);
        return first < 1 ? first * own + (1 - first) * ClassWeight(mix.SecondLabels[row]) : own;
    }

    private static int Label(ReadOnlySpan<int> labels, int row) => labels.IsEmpty ? 0 : labels[row];

    private static ReadOnlySpan<T> Target<T>(ReadOnlySpan<T> targets, int row, int width) => targets.IsEmpty ? targets : targets.Slice(row * width, width);
}
