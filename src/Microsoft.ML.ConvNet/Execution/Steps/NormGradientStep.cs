using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The input's gradient, in place on the output's.</summary>
internal sealed unsafe class NormGradientStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer dy, int pixels, int channels, PlanBuffer coefficients)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        float* scale = coefficients.Pointer;
        BatchNorm.Backward(set, x.Pointer + start, dy.Pointer + start, dy.Pointer + start, count, Channels, scale, scale + Channels, scale + 2 * Channels);
    }
}
