using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution's forward pass with bias and activation, or its data gradient.</summary>
internal sealed unsafe class InterleavedConvolutionStep(
    RunState run, KernelSet set, CorrelationGeometry geometry, PlanBuffer x, float* filters, PlanBuffer? filterBuffer, PlanBuffer y, float* biases, ActivationKind kind)
    : InterleavedStep(run, set)
{
    public override long ScratchFloats => InterleavedConvolution.ScratchFloats(Set, geometry);

    public override void Execute(int task, int worker)
    {
        int pixels = geometry.OutputHeight * geometry.OutputWidth, lanes = Set.Lanes;
        float* output = y.Pointer + (long)task * pixels * geometry.OutputChannels * lanes;
        InterleavedConvolution.Forward(
            Set, geometry, x.Pointer + (long)task * geometry.SourceFloats * lanes, filterBuffer is null ? filters : filterBuffer.Pointer, output, Run.Scratch(worker));
        if (biases == null && kind == ActivationKind.Identity) return;
        float* shift = stackalloc float[lanes];
        for (int channel = 0; channel < geometry.OutputChannels; channel++, output += pixels * lanes)
        {
            new Span<float>(shift, lanes).Fill(biases == null ? 0 : biases[channel]);
            Activation.Forward(Set, output, output, pixels, lanes, lanes, null, shift, kind);
        }
    }
}
