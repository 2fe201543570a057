namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The mean over the K outputs of t max(0, margin - x) + (1 - t) max(0, margin + x), with targets t of 0 to 1. At its kinks the gradient is 0.</summary>
internal sealed partial class Hinge(double margin) : LossFunction
{
    public override bool TakesTargets => true;

    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        isCorrect = true;
        double loss = 0;
        for (int k = 0; k < outputs.Length; k++)
        {
            // Comparisons that NaN fails, so that it comes through.
            double x = outputs[k], target = targets[k], below = margin - x, above = margin + x;
            double yes = below <= 0 ? 0 : target, no = above <= 0 ? 0 : 1 - target;
            loss += (yes == 0 ? 0 : yes * below) + (no == 0 ? 0 : no * above);
            gradient[k] = (float)((no - yes) / outputs.Length);
            isCorrect &= x > 0 == target > 0.5;
        }

        return loss / outputs.Length;
    }
}
