using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Max or average pooling.</summary>
internal sealed class PoolingOperation(GraphValue input, GraphValue output, PoolingWindows windows, bool isMaximum) : Operation([input], output)
{
    private readonly PoolingGeometry _geometry = new(input.Shape, windows);

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new PoolingStep(plan.Run, plan.Set, Images.For(plan, Input.Shape), _geometry, isMaximum, x, y), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, canAccumulate: true, target =>
    {
        PlanBuffer x = plan.Value(Input), y = plan.Value(Output), dy = plan.Gradient(Output), dx = target.Buffer;
        var step = new PoolingGradientStep(plan.Run, plan.Set, Images.For(plan, Input.Shape), _geometry, isMaximum, x, y, dy, dx, target.Accumulate);
        if (isMaximum) plan.Emit(step, x, y, dy, dx);
        else plan.Emit(step, dy, dx);
    });

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        for (int row = 0; row < pass.Rows; row++)
        {
            var image = x.AsSpan(row * Input.Shape.Size, Input.Shape.Size);
            var result = y.AsSpan(row * Output.Shape.Size, Output.Shape.Size);
            if (isMaximum) Pooling.MaxForwardReference<double>(Input.Shape, windows, image, result);
            else Pooling.AverageForwardReference<double>(Input.Shape, windows, image, result);
        }
    }
}
