using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The sum of two values, at least one of which is normalised on the way, with a rectifier behind it.</summary>
internal sealed unsafe class ScaledSumStep(RunState run, KernelSet set, Addend left, Addend right, PlanBuffer y, int pixels, int channels, ActivationFunction rectifier)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) =>
        ScaledSum.Forward(set, left.Rows(start), right.Rows(start), y.Pointer + start, count, Channels, Channels, rectifier);
}
