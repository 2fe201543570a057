using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Mean and variance of the batch, the running statistics, and the scale and shift that normalise.</summary>
internal sealed unsafe class CombineStatisticsStep(
    RunState run, int pixels, int channels, PlanBuffer blocks, PlanBuffer statistics, float* weight, float* bias, float epsilon, float momentum,
    float* runningMean, float* runningVariance, PlanBuffer scale, PlanBuffer shift) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker)
    {
        long rows = (long)Run.Rows * pixels;
        float* mean = statistics.Pointer, variance = mean + channels;
        BatchNorm.CombineStatistics(blocks.Pointer, RowBlocks.For(channels).RowsPerBlock, rows, channels, mean, variance);
        BatchNorm.UpdateRunning(mean, variance, rows, momentum, channels, runningMean, runningVariance);
        BatchNorm.ScaleAndShift(mean, variance, weight, bias, epsilon, channels, scale.Pointer, shift.Pointer);
    }
}
