namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The multiclass hinge loss of Weston and Watkins (1999): sum over the other classes j of max(0, s_j - s_y + margin). At its kinks the gradient is 0.</summary>
internal sealed partial class MulticlassHinge(double margin) : LossFunction
{
    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        isCorrect = FirstMaximum(outputs) == label;
        double loss = 0;
        int violations = 0;
        for (int j = 0; j < outputs.Length; j++)
        {
            double excess = (double)outputs[j] - outputs[label] + margin;
            bool counts = j != label && !(excess <= 0);
            gradient[j] = counts ? 1 : 0;
            if (!counts) continue;
            loss += excess;
            violations++;
        }

        gradient[label] = -violations;
        return loss;
    }
}
