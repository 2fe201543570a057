using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The largest of each group of consecutive channels.</summary>
internal sealed class MaxoutOperation(GraphValue input, GraphValue output, int pieces) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new MaxoutStep(plan.Run, x, y, Output.Shape.Size, pieces), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(Output);
        plan.Emit(new MaxoutGradientStep(plan.Run, x, dy, dx, Output.Shape.Size, pieces), x, dy, dx);
    });

    public override void Evaluate(ReferencePass pass) => Maxout.Forward<double>(pass.Value(Input), pieces, pass.NewValue(Output));
}
