using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The activation's derivative, in place on the gradient, and a partial sum of the result for the bias, block by block.</summary>
internal sealed unsafe class BiasGradientStep(
    RunState run, KernelSet set, PlanBuffer y, PlanBuffer gradient, int pixels, int channels, ActivationKind kind, PlanBuffer? sums) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override int TaskCount => _blocks.Count(Rows);

    private long Rows => (long)Run.Rows * pixels;

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, Rows);
        float* values = gradient.Pointer + first * channels;
        Activation.Backward(set, y.Pointer + first * channels, values, count * channels, kind);
        if (sums is not null) ChannelReduction.Sum(set, values, count, channels, sums.Pointer + (long)task * channels);
    }
}
