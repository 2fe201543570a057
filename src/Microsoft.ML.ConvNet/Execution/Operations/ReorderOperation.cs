using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Puts a flattened value, which lies in H, W, C order, into C, H, W order.</summary>
internal sealed class ReorderOperation(GraphValue input, GraphValue output) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.Emit(new ReorderStep(plan.Run, Input.MemoryShape, x, y, isGradient: false), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        var dy = plan.Gradient(Output);
        plan.Emit(new ReorderStep(plan.Run, Input.MemoryShape, dy, dx, isGradient: true), dy, dx);
    });
}

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
