using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of group normalisation, an image a task: the input's in place on the output's, and the image's part of those of weight and bias.</summary>
/// <param name="weight">Null for 1.</param>
internal sealed unsafe class GroupNormGradientStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer dy, PlanBuffer statistics, int pixels, int channels, int groups, float* weight, float epsilon,
    PlanBuffer weightParts, PlanBuffer biasParts) : Step(run)
{
    public override long ScratchFloats => 5L * channels + GroupNorm.ScratchFloats(pixels, channels);

    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long image = (long)task * pixels * channels, part = (long)task * channels;
        float* mean = statistics.Pointer + 2 * part, variance = mean + channels;
        float* sums = Run.Scratch(worker), products = sums + channels, scale = products + channels, slope = scale + channels, offset = slope + channels;
        GroupNorm.GradientSums(set, x.Pointer + image, dy.Pointer + image, pixels, channels, mean, sums, offset + channels);
        GroupNorm.GradientCoefficients(
            sums, products, mean, variance, weight, epsilon, pixels, channels, groups, weightParts.Pointer + part, biasParts.Pointer + part, scale, slope, offset);
        var rows = new NormRows { X = x.Pointer + image, Gradient = dy.Pointer + image, Count = pixels, Channels = channels, Stride = channels };
        BatchNorm.Backward(set, rows, ActivationFunction.Identity, rows.Gradient, scale, slope, offset);
    }
}
