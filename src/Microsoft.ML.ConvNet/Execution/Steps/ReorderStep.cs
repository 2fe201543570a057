using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>H, W, C to C, H, W, or back for the gradient; an image a task.</summary>
internal sealed unsafe class ReorderStep(RunState run, ImageShape shape, PlanBuffer source, PlanBuffer result, bool isGradient) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        int pixels = shape.Height * shape.Width;
        long start = (long)task * shape.Size;
        if (isGradient) Interleave.Transpose(source.Pointer + start, shape.Channels, pixels, result.Pointer + start);
        else Interleave.Transpose(source.Pointer + start, pixels, shape.Channels, result.Pointer + start);
    }
}
