using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Softmax over the channels of each pixel.</summary>
internal sealed unsafe class SoftmaxStep(RunState run, PlanBuffer x, PlanBuffer y, int pixels, int channels) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) => ChannelSoftmax.Forward(x.Pointer + start, y.Pointer + start, count, Channels);
}
