namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision.
internal sealed partial class MeanSquaredError
{
    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
    {
        T loss = T.Zero, count = T.CreateChecked(outputs.Length);
        for (int k = 0; k < outputs.Length; k++)
        {
            var error = outputs[k] - targets[k];
            loss += error * error / count;
            gradient[k] = (error + error) / count;
        }

        return loss;
    }
}
