namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision (for logits that exp can bear).
internal sealed partial class SoftmaxFocalLoss
{
    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient)
    {
        T sum = T.Zero, power = T.CreateChecked(gamma), factor = alpha is null ? T.One : T.CreateChecked(alpha[label]);
        foreach (var score in outputs) sum += T.Exp(score);
        T p = T.Exp(outputs[label]) / sum, rest = T.One - p;

        // By the chain rule through p = p_y: the derivative of the loss, and dp / ds_j = p ([j = y] - p_j).
        var slope = factor * (power * T.Pow(rest, power - T.One) * T.Log(p) - T.Pow(rest, power) / p);
        for (int j = 0; j < outputs.Length; j++)
            gradient[j] = slope * p * ((j == label ? T.One : T.Zero) - T.Exp(outputs[j]) / sum);
        return -factor * T.Pow(rest, power) * T.Log(p);
    }
}
