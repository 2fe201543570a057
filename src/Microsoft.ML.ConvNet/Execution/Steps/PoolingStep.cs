using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Pooling, an image a task, or part of one if there are few images.</summary>
internal sealed unsafe class PoolingStep(RunState run, KernelSet set, Images images, PoolingGeometry geometry, bool isMaximum, PlanBuffer x, PlanBuffer y) : Step(run)
{
    /// <summary>Tasks that give all threads some, and the values of a part that are worth handing over to another thread.</summary>
    private const int FewTasks = 8, LeastPart = 1 << 12;

    private readonly int _channels = images.Shape.Channels;

    public override int TaskCount => images.Count(Run.Rows) * Parts;

    private int MostParts => Math.Min(Divide(FewTasks, images.Count(Run.Rows)), Math.Max(1, images.Shape.Size / LeastPart));

    private int Parts => PoolingPart.Count(geometry, _channels, MostParts);

    public override void Execute(int task, int worker)
    {
        int parts = Parts, index = task / parts;
        var part = PoolingPart.Of(geometry, _channels, task % parts, parts, MostParts);
        float* image = x.Pointer + (long)index * images.Shape.Size;
        float* result = y.Pointer + (long)index * geometry.OutputPixels * _channels;
        if (isMaximum) Pooling.MaxForward(set, geometry, _channels, image, result, part);
        else Pooling.AverageForward(set, geometry, _channels, image, result, part);
    }
}
