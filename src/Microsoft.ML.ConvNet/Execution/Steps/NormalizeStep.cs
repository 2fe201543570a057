using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>y = f(x * scale + shift), which is the epilogue of nothing.</summary>
internal sealed unsafe class NormalizeStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int pixels, int channels, Epilogue epilogue) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) =>
        epilogue.Apply(set, x, y, block, start / Channels, count, Channels, 0, Channels);
}
