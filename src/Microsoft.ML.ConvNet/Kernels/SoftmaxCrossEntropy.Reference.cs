namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision (for logits that exp can bear).
internal sealed partial class SoftmaxCrossEntropy
{
    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
    {
        T sum = T.Zero, loss = T.Zero, total = T.Zero;
        foreach (var score in outputs) sum += T.Exp(score);
        for (int k = 0; k < outputs.Length; k++)
        {
            var share = T.CreateChecked(Share(k, label, outputs.Length));
            loss -= share * T.Log(T.Exp(outputs[k]) / sum);
            total += share;
        }

        for (int k = 0; k < outputs.Length; k++) gradient[k] = T.Exp(outputs[k]) / sum * total - T.CreateChecked(Share(k, label, outputs.Length));
        return loss;
    }
}
