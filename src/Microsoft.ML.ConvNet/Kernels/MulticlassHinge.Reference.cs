namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision.
internal sealed partial class MulticlassHinge
{
    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
    {
        var loss = T.Zero;
        gradient.Clear();
        for (int j = 0; j < outputs.Length; j++)
        {
            var excess = outputs[j] - outputs[label] + T.CreateChecked(margin);
            if (j == label || excess <= T.Zero) continue;
            loss += excess;
            gradient[j] += T.One;
            gradient[label] -= T.One;
        }

        return loss;
    }
}
