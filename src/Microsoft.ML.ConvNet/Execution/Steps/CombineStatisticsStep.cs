using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Mean and variance of the batch, the running statistics, and the scale and shift that normalise: a few channels a task.</summary>
internal sealed unsafe class CombineStatisticsStep(
    RunState run, int pixels, int channels, BlockSums blocks, PlanBuffer statistics, float* weight, float* bias, float epsilon, float momentum,
    float* runningMean, float* runningVariance, PlanBuffer scale, PlanBuffer shift) : Step(run)
{
    public override int TaskCount => Divide(channels, BatchNorm.CombinedChannels);

    public override void Execute(int task, int worker)
    {
        int first = task * BatchNorm.CombinedChannels, count = Math.Min(BatchNorm.CombinedChannels, channels - first);
        float* mean = statistics.Pointer + first, variance = mean + channels;
        BatchNorm.CombineStatistics(blocks.RowCounts, blocks.First(0) + first, blocks.Second(0) + first, blocks.Count(Run.Rows), blocks.Stride, count, mean, variance);
        BatchNorm.UpdateRunning(mean, variance, (long)Run.Rows * pixels, momentum, count, runningMean + first, runningVariance + first);
        BatchNorm.ScaleAndShift(
            mean, variance, weight == null ? null : weight + first, bias == null ? null : bias + first, epsilon, count, scale.Pointer + first, shift.Pointer + first);
    }
}
