using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of softmax, in place on the output's.</summary>
internal sealed unsafe class SoftmaxGradientStep(RunState run, PlanBuffer y, PlanBuffer gradient, int pixels, int channels) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) => ChannelSoftmax.Backward(y.Pointer + start, gradient.Pointer + start, count, Channels);
}
