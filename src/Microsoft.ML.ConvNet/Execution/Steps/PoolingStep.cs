using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Pooling, an image a task.</summary>
internal sealed unsafe class PoolingStep(RunState run, KernelSet set, Images images, PoolingGeometry geometry, bool isMaximum, PlanBuffer x, PlanBuffer y) : Step(run)
{
    private readonly int _channels = images.Shape.Channels;

    public override int TaskCount => images.Count(Run.Rows);

    public override void Execute(int task, int worker)
    {
        float* image = x.Pointer + (long)task * images.Shape.Size;
        float* result = y.Pointer + (long)task * geometry.OutputPixels * _channels;
        if (isMaximum) Pooling.MaxForward(set, geometry, _channels, image, result);
        else Pooling.AverageForward(set, geometry, _channels, image, result);
    }
}
