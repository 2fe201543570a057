namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The mean over the K outputs of (x - t)^2. No row counts as right or wrong.</summary>
internal sealed partial class MeanSquaredError : LossFunction
{
    public override bool TakesTargets => true;

    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        isCorrect = false;
        double loss = 0;
        for (int k = 0; k < outputs.Length; k++)
        {
            double error = (double)outputs[k] - targets[k];
            loss += error * error;
            gradient[k] = (float)(2 * error / outputs.Length);
        }

        return loss / outputs.Length;
    }
}
