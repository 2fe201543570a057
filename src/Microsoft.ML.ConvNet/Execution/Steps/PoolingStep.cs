using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Pooling, an image a task.</summary>
internal sealed unsafe class PoolingStep(RunState run, KernelSet set, Images images, SlidingWindow window, bool isMaximum, PlanBuffer x, PlanBuffer y) : Step(run)
{
    private readonly int _outputFloats = images.Shape.Channels * window.OutputHeight(images.Shape.Height) * window.OutputWidth(images.Shape.Width);

    public override int TaskCount => images.Count(Run.Rows);

    public override void Execute(int task, int worker)
    {
        float* image = x.Pointer + (long)task * images.Shape.Size;
        float* result = y.Pointer + (long)task * _outputFloats;
        if (isMaximum) Pooling.MaxForward(set, images.Shape, window, image, result);
        else Pooling.AverageForward(set, images.Shape, window, image, result);
    }
}
