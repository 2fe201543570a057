using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of pooling, an image a task.</summary>
internal sealed unsafe class PoolingGradientStep(
    RunState run, KernelSet set, Images images, SlidingWindow window, bool isMaximum, PlanBuffer x, PlanBuffer y, PlanBuffer dy, PlanBuffer dx) : Step(run)
{
    private readonly int _outputFloats = images.Shape.Channels * window.OutputHeight(images.Shape.Height) * window.OutputWidth(images.Shape.Width);

    public override int TaskCount => images.Count(Run.Rows);

    public override void Execute(int task, int worker)
    {
        long image = (long)task * images.Shape.Size, result = (long)task * _outputFloats;
        if (isMaximum) Pooling.MaxBackward(set, images.Shape, window, x.Pointer + image, y.Pointer + result, dy.Pointer + result, dx.Pointer + image);
        else Pooling.AverageBackward(set, images.Shape, window, dy.Pointer + result, dx.Pointer + image);
    }
}
