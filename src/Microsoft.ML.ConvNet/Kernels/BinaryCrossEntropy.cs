namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Binary cross-entropy of sigmoid probabilities p = 1 / (1 + exp(-x)) with targets t of 0 to 1, from the logits: the mean over the K outputs of
/// -(positiveWeight t log p + (1 - t) log(1 - p)). log p is computed as -(max(-x, 0) + log(1 + exp(-|x|))) so that large logits do no harm.
/// </summary>
internal sealed partial class BinaryCrossEntropy(double positiveWeight) : LossFunction
{
    public override bool TakesTargets => true;

    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        isCorrect = true;
        double loss = 0;
        for (int k = 0; k < outputs.Length; k++)
        {
            double x = outputs[k], target = targets[k], positive = positiveWeight * target, negative = 1 - target;

            // With e = exp(-|x|) the larger of p and 1 - p is 1 / (1 + e) and the smaller e / (1 + e).
            double e = Math.Exp(-Math.Abs(x)), larger = 1 / (1 + e), smaller = e * larger, common = LogOnePlus(e);
            loss += positive * (Math.Max(-x, 0) + common) + negative * (Math.Max(x, 0) + common);
            gradient[k] = (float)((negative * (x >= 0 ? larger : smaller) - positive * (x >= 0 ? smaller : larger)) / outputs.Length);
            isCorrect &= x > 0 == target > 0.5;
        }

        return loss / outputs.Length;
    }

    // log(1 + e) for e of 0 to 1; what rounding takes from 1 + e is put back to first order.
    private static double LogOnePlus(double e)
    {
        double sum = 1 + e;
        return Math.Log(sum) + (e - (sum - 1)) / sum;
    }
}
