using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution's forward pass with bias and activation, or its data gradient.</summary>
/// <param name="raw">Receives the convolution without bias and activation.</param>
/// <param name="y">Receives the result; <paramref name="raw"/> if that need not be kept.</param>
internal sealed unsafe class InterleavedConvolutionStep(
    RunState run, KernelSet set, CorrelationGeometry geometry, PlanBuffer x, float* filters, PlanBuffer? filterBuffer, PlanBuffer raw, PlanBuffer y, float* biases,
    ActivationFunction function)
    : InterleavedStep(run, set)
{
    public override long ScratchFloats => InterleavedConvolution.ScratchFloats(Set, geometry);

    public override void Execute(int task, int worker)
    {
        int pixels = geometry.OutputHeight * geometry.OutputWidth, lanes = Set.Lanes;
        long start = (long)task * pixels * geometry.OutputChannels * lanes;
        float* output = raw.Pointer + start, result = y.Pointer + start;
        InterleavedConvolution.Forward(
            Set, geometry, x.Pointer + (long)task * geometry.SourceFloats * lanes, filterBuffer is null ? filters : filterBuffer.Pointer, output, Run.Scratch(worker));
        if (biases == null && function.IsIdentity) return;
        float* shift = stackalloc float[lanes];
        for (int channel = 0; channel < geometry.OutputChannels; channel++, output += pixels * lanes, result += pixels * lanes)
        {
            new Span<float>(shift, lanes).Fill(biases == null ? 0 : biases[channel]);
            Activation.Forward(Set, output, result, pixels, lanes, lanes, null, shift, function);
        }
    }
}
