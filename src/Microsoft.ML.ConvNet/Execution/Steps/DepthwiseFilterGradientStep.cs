using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

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
