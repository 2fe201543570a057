using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The activation's derivative, in place on the gradient, and each block's sums for the bias.</summary>
/// <param name="source">The activated values, or if the function needs its input, what lacks only the bias.</param>
internal sealed unsafe class InterleavedBiasGradientStep(
    RunState run, KernelSet set, PlanBuffer source, PlanBuffer gradient, int pixels, int channels, float* biases, ActivationFunction function, PlanBuffer sums) : InterleavedStep(run, set)
{
    public override void Execute(int task, int worker)
    {
        int lanes = Set.Lanes;
        long plane = (long)pixels * lanes, start = task * channels * plane;
        float* laneSums = stackalloc float[lanes], shift = stackalloc float[lanes];
        for (int channel = 0; channel < channels; channel++, start += plane)
        {
            float* values = gradient.Pointer + start;
            new Span<float>(shift, lanes).Fill(biases == null ? 0 : biases[channel]);
            Activation.Backward(Set, source.Pointer + start, values, pixels, lanes, null, shift, function);
            ChannelReduction.Sum(Set, values, pixels, lanes, lanes, laneSums);
            float sum = 0;
            for (int lane = 0; lane < lanes; lane++) sum += laneSums[lane];
            sums.Pointer[(long)task * channels + channel] = sum;
        }
    }
}
