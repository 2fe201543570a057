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

/// <summary>The filter gradient: each task sums a fixed share of the images into a part of its own.</summary>
internal sealed unsafe class DepthwiseFilterGradientStep(
    RunState run, KernelSet set, ImageShape input, SlidingWindow window, PlanBuffer x, PlanBuffer dy, PlanBuffer parts, int length, int mostParts) : Step(run)
{
    private readonly int _outputFloats = input.Channels * window.OutputHeight(input.Height) * window.OutputWidth(input.Width);

    public override int TaskCount => Math.Min(mostParts, Run.Rows);

    public override void Execute(int task, int worker)
    {
        float* gradient = parts.Pointer + (long)task * length;
        new Span<float>(gradient, length).Clear();
        for (int image = task * Run.Rows / TaskCount; image < (task + 1) * Run.Rows / TaskCount; image++)
            DepthwiseConvolution.FilterGradient(set, input, window, x.Pointer + (long)image * input.Size, dy.Pointer + (long)image * _outputFloats, gradient);
    }
}

/// <summary>gradient = sum of the parts, in order.</summary>
internal sealed unsafe class SumDepthwisePartsStep(RunState run, KernelSet set, PlanBuffer parts, int length, int mostParts, float* gradient) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker) =>
        ChannelReduction.SumParts(set, parts.Pointer, length, Math.Min(mostParts, Run.Rows), gradient, 0, length);
}
