using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>The inner product of outputs and targets: with it as the loss, the backward pass starts from the targets themselves (over the number of rows).</summary>
internal sealed class InnerProduct : LossFunction
{
    public override bool TakesTargets => true;

    protected override double Row(ReadOnlySpan<float> outputs, int label, ReadOnlySpan<float> targets, Span<float> gradient, out bool isCorrect)
    {
        isCorrect = false;
        targets.CopyTo(gradient);
        return WholeNumbers.Dot(outputs, targets);
    }

    protected override T RowReference<T>(ReadOnlySpan<T> outputs, int label, ReadOnlySpan<T> targets, Span<T> gradient) => throw new NotSupportedException();
}
