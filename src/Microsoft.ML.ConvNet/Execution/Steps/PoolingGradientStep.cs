using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of pooling, an image a task.</summary>
/// <param name="accumulate">Whether it is added to what is in <paramref name="dx"/> already.</param>
internal sealed unsafe class PoolingGradientStep(
    RunState run, KernelSet set, Images images, PoolingGeometry geometry, bool isMaximum, PlanBuffer x, PlanBuffer y, PlanBuffer dy, PlanBuffer dx, bool accumulate) : Step(run)
{
    private readonly int _channels = images.Shape.Channels;

    public override int TaskCount => images.Count(Run.Rows);

    public override void Execute(int task, int worker)
    {
        long image = (long)task * images.Shape.Size, result = (long)task * geometry.OutputPixels * _channels;
        if (isMaximum) Pooling.MaxBackward(set, geometry, _channels, x.Pointer + image, y.Pointer + result, dy.Pointer + result, dx.Pointer + image, accumulate);
        else Pooling.AverageBackward(set, geometry, _channels, dy.Pointer + result, dx.Pointer + image, accumulate);
    }
}
