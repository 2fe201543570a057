using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Group normalisation, an image a task. Keeps each image's mean and variance: two numbers for each channel.</summary>
/// <param name="weight">Null for 1.</param>
/// <param name="bias">Null for 0.</param>
internal sealed unsafe class GroupNormStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, PlanBuffer statistics, int pixels, int channels, int groups, float* weight, float* bias, float epsilon)
    : Step(run)
{
    public override long ScratchFloats => GroupNorm.ScratchFloats(pixels, channels);

    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long image = (long)task * pixels * channels;
        float* mean = statistics.Pointer + 2L * task * channels, variance = mean + channels, scratch = Run.Scratch(worker);
        GroupNorm.Statistics(set, x.Pointer + image, pixels, channels, groups, mean, variance, scratch);
        float* scale = scratch, shift = scratch + channels;
        BatchNorm.ScaleAndShift(mean, variance, weight, bias, epsilon, channels, scale, shift);
        Activation.Forward(set, x.Pointer + image, y.Pointer + image, pixels, channels, channels, scale, shift, ActivationFunction.Identity);
    }
}
