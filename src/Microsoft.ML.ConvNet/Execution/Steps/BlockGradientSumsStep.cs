using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The activation's derivative, in place on the gradient, and each block's sums for the norm's gradient.</summary>
/// <param name="source">What <see cref="Epilogue.ApplyGradient"/> takes the derivative from.</param>
internal sealed unsafe class BlockGradientSumsStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer source, PlanBuffer dy, int pixels, int channels, Epilogue epilogue, PlanBuffer statistics, PlanBuffer blocks)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        epilogue.ApplyGradient(set, source.Pointer + start, dy.Pointer + start, count, Channels);
        float* sums = blocks.Pointer + 2L * block * Channels;
        BatchNorm.BlockGradientSums(set, x.Pointer + start, dy.Pointer + start, count, Channels, statistics.Pointer, sums, sums + Channels);
    }
}
