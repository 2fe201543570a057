using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Sums over blocks of rows, where the step that writes the rows does not take them on the way.</summary>
internal sealed class RowSumsStep(RunState run, KernelSet set, PlanBuffer values, int pixels, int channels, IRowSums sums) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) => sums.Take(set, values, block, start / Channels, count, Channels, 0, Channels);
}
