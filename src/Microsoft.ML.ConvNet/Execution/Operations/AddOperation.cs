namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The sum of two values (a residual connection).</summary>
internal sealed class AddOperation(GraphValue left, GraphValue right, GraphValue output) : Operation([left, right], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer left = plan.Value(Inputs[0]), right = plan.Value(Inputs[1]), sum = plan.NewBuffer(Output);
        plan.Emit(new AddStep(plan.Run, plan.Set, left, right, sum, Output.Shape.Size, plan.Lanes), left, right, sum);
        plan.SetValue(Output, sum);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        // Each input needs a buffer of its own, because its other consumers and its producer write to it: one copy, one hand-over.
        var gradient = plan.Gradient(Output);
        plan.EmitGradient(Inputs[0], copy => plan.Emit(new CopyStep(plan.Run, gradient, copy, Output.Shape.Size, plan.Lanes), gradient, copy));
        if (plan.NeedsGradient(Inputs[1])) plan.GiveGradient(Inputs[1], gradient);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] left = pass.Value(Inputs[0]), right = pass.Value(Inputs[1]), sum = pass.NewValue(Output);
        for (int i = 0; i < sum.Length; i++) sum[i] = left[i] + right[i];
    }
}
