using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>y = f(x * scale + shift).</summary>
internal sealed unsafe class NormalizeStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int pixels, int channels, PlanBuffer scale, PlanBuffer shift, ActivationKind kind) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) =>
        Activation.Forward(set, x.Pointer + start, y.Pointer + start, count, Channels, Channels, scale.Pointer, shift.Pointer, kind);
}
