using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A depthwise convolution's forward pass or data gradient, an image a task.</summary>
internal sealed unsafe class DepthwiseStep(
    RunState run, KernelSet set, ImageShape input, SlidingWindow window, PlanBuffer source, float* filters, PlanBuffer result, bool isGradient) : Step(run)
{
    private readonly int _outputFloats = input.Channels * window.OutputHeight(input.Height) * window.OutputWidth(input.Width);

    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        if (isGradient)
            DepthwiseConvolution.DataGradient(set, input, window, source.Pointer + (long)task * _outputFloats, filters, result.Pointer + (long)task * input.Size);
        else
            DepthwiseConvolution.Forward(set, input, window, source.Pointer + (long)task * input.Size, filters, result.Pointer + (long)task * _outputFloats);
    }
}
