namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision.
internal sealed partial class Hinge
{
    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
    {
        T loss = T.Zero, count = T.CreateChecked(outputs.Length), side = T.CreateChecked(margin);
        for (int k = 0; k < outputs.Length; k++)
        {
            loss += (targets[k] * T.Max(T.Zero, side - outputs[k]) + (T.One - targets[k]) * T.Max(T.Zero, side + outputs[k])) / count;
            gradient[k] = ((outputs[k] > -side ? T.One - targets[k] : T.Zero) - (outputs[k] < side ? targets[k] : T.Zero)) / count;
        }

        return loss;
    }
}
