namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision (for logits that exp can bear).
internal sealed partial class BinaryCrossEntropy
{
    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
    {
        T loss = T.Zero, count = T.CreateChecked(outputs.Length), weight = T.CreateChecked(positiveWeight);
        for (int k = 0; k < outputs.Length; k++)
        {
            T p = T.One / (T.One + T.Exp(-outputs[k])), q = T.One / (T.One + T.Exp(outputs[k]));
            loss -= (weight * targets[k] * T.Log(p) + (T.One - targets[k]) * T.Log(q)) / count;
            gradient[k] = ((T.One - targets[k]) * p - weight * targets[k] * q) / count;
        }

        return loss;
    }
}
