using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Max or average pooling.</summary>
internal sealed class PoolingOperation(GraphValue input, GraphValue output, SlidingWindow window, bool isMaximum) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.Emit(new PoolingStep(plan.Run, plan.Set, Input.Shape, window, isMaximum, x, y), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        PlanBuffer x = plan.Value(Input), y = plan.Value(Output), dy = plan.Gradient(Output);
        var step = new PoolingGradientStep(plan.Run, plan.Set, Input.Shape, window, isMaximum, x, y, dy, dx);
        if (isMaximum) plan.Emit(step, x, y, dy, dx);
        else plan.Emit(step, dy, dx);
    });
}

/// <summary>Pooling, an image a task.</summary>
internal sealed unsafe class PoolingStep(RunState run, KernelSet set, ImageShape input, SlidingWindow window, bool isMaximum, PlanBuffer x, PlanBuffer y) : Step(run)
{
    private readonly int _outputFloats = input.Channels * window.OutputHeight(input.Height) * window.OutputWidth(input.Width);

    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        float* image = x.Pointer + (long)task * input.Size;
        float* result = y.Pointer + (long)task * _outputFloats;
        if (isMaximum) Pooling.MaxForward(set, input, window, image, result);
        else Pooling.AverageForward(set, input, window, image, result);
    }
}

/// <summary>The gradient of pooling, an image a task.</summary>
internal sealed unsafe class PoolingGradientStep(
    RunState run, KernelSet set, ImageShape input, SlidingWindow window, bool isMaximum, PlanBuffer x, PlanBuffer y, PlanBuffer dy, PlanBuffer dx) : Step(run)
{
    private readonly int _outputFloats = input.Channels * window.OutputHeight(input.Height) * window.OutputWidth(input.Width);

    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long image = (long)task * input.Size, result = (long)task * _outputFloats;
        if (isMaximum) Pooling.MaxBackward(set, input, window, x.Pointer + image, y.Pointer + result, dy.Pointer + result, dx.Pointer + image);
        else Pooling.AverageBackward(set, input, window, dy.Pointer + result, dx.Pointer + image);
    }
}
