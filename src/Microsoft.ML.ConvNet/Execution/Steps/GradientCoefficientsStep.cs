using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Adds up the blocks in order: the gradients of weight and bias, and the coefficients of the input's gradient; a few channels a task.</summary>
internal sealed unsafe class GradientCoefficientsStep(
    RunState run, KernelSet set, NormGradient norm, int pixels, float* weight, float epsilon, float* weightGradient, float* biasGradient) : Step(run)
{
    private const int TaskChannels = 64;

    public override int TaskCount => Divide(norm.Channels, TaskChannels);

    public override void Execute(int task, int worker)
    {
        int channels = norm.Channels, first = task * TaskChannels, end = Math.Min(first + TaskChannels, channels), count = norm.Blocks.Count(Run.Rows);
        float* sums = norm.Blocks.First(0), products = norm.Blocks.Second(0), mean = norm.Statistics.Pointer + first, factor = norm.Coefficients.Pointer + first;
        ChannelReduction.SumParts(set, sums, norm.Blocks.Stride, count, sums, first, end);
        ChannelReduction.SumParts(set, products, norm.Blocks.Stride, count, products, first, end);
        BatchNorm.GradientCoefficients(
            sums + first, products + first, mean, mean + channels, weight == null ? null : weight + first, epsilon, (long)Run.Rows * pixels, end - first,
            weightGradient == null ? null : weightGradient + first, biasGradient == null ? null : biasGradient + first, factor, factor + channels, factor + 2 * channels);
    }
}
