using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The activation's derivative, in place on the gradient, and each block's sums for the norm's gradient.</summary>
internal sealed unsafe class BlockGradientSumsStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, PlanBuffer dy, int pixels, int channels, ActivationKind kind, PlanBuffer statistics, PlanBuffer blocks)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        Activation.Backward(set, y.Pointer + start, dy.Pointer + start, count * Channels, kind);
        float* sums = blocks.Pointer + 2L * block * Channels;
        BatchNorm.BlockGradientSums(set, x.Pointer + start, dy.Pointer + start, count, Channels, statistics.Pointer, sums, sums + Channels);
    }
}
