using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The activation's derivative, in place on the gradient, and each block's sums for the bias.</summary>
internal sealed unsafe class InterleavedBiasGradientStep(
    RunState run, KernelSet set, PlanBuffer y, PlanBuffer gradient, int pixels, int channels, ActivationKind kind, PlanBuffer sums) : InterleavedStep(run, set)
{
    public override void Execute(int task, int worker)
    {
        int lanes = Set.Lanes;
        long plane = (long)pixels * lanes, start = task * channels * plane;
        float* laneSums = stackalloc float[lanes];
        for (int channel = 0; channel < channels; channel++, start += plane)
        {
            float* values = gradient.Pointer + start;
            Activation.Backward(Set, y.Pointer + start, values, plane, kind);
            ChannelReduction.Sum(Set, values, pixels, lanes, laneSums);
            float sum = 0;
            for (int lane = 0; lane < lanes; lane++) sum += laneSums[lane];
            sums.Pointer[(long)task * channels + channel] = sum;
        }
    }
}
