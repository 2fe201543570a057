using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Max or average pooling.</summary>
internal sealed class PoolingOperation(GraphValue input, GraphValue output, SlidingWindow window, bool isMaximum) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.Emit(new PoolingStep(plan.Run, plan.Set, Images.For(plan, Input.Shape), window, isMaximum, x, y), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        PlanBuffer x = plan.Value(Input), y = plan.Value(Output), dy = plan.Gradient(Output);
        var step = new PoolingGradientStep(plan.Run, plan.Set, Images.For(plan, Input.Shape), window, isMaximum, x, y, dy, dx);
        if (isMaximum) plan.Emit(step, x, y, dy, dx);
        else plan.Emit(step, dy, dx);
    });
}

/// <summary>
/// The images that a pooling sees: the batch's, or with interleaving one for each block and channel, whose "channels" are the images of the block.
/// </summary>
internal readonly record struct Images(ImageShape Shape, int PerBlock, Interleaving Lanes)
{
    public static Images For(PlanBuilder plan, ImageShape shape) =>
        plan.Lanes.IsOn ? new(shape with { Channels = plan.Lanes.Lanes }, shape.Channels, plan.Lanes) : new(shape, 1, plan.Lanes);

    public int Count(int rows) => Lanes.Blocks(rows) * PerBlock;
}

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
