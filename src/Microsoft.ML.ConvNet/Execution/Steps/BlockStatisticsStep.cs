using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Mean and squared deviations of each block.</summary>
internal sealed unsafe class BlockStatisticsStep(RunState run, KernelSet set, PlanBuffer x, int pixels, int channels, PlanBuffer blocks) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        float* mean = blocks.Pointer + 2L * block * Channels;
        BatchNorm.BlockStatistics(set, x.Pointer + start, count, Channels, mean, mean + Channels);
    }
}
