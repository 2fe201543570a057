using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Adds up the blocks in order: the gradients of weight and bias, and the coefficients of the input's gradient.</summary>
internal sealed unsafe class GradientCoefficientsStep(
    RunState run, KernelSet set, PlanBuffer blocks, PlanBuffer statistics, int pixels, int channels, float* weight, float epsilon, float* weightGradient, float* biasGradient,
    PlanBuffer coefficients) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker)
    {
        long rows = (long)Run.Rows * pixels;
        float* sums = blocks.Pointer;
        ChannelReduction.SumParts(set, sums, 2L * channels, RowBlocks.For(channels).Count(rows), sums, 0, 2L * channels);
        float* scale = coefficients.Pointer;
        BatchNorm.GradientCoefficients(
            sums, sums + channels, statistics.Pointer, statistics.Pointer + channels, weight, epsilon, rows, channels, weightGradient, biasGradient,
            scale, scale + channels, scale + 2 * channels);
    }
}
