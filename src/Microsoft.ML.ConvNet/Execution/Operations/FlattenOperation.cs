namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A flatten moves nothing.</summary>
internal sealed class FlattenOperation(GraphValue input, GraphValue output) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan) => plan.SetValue(Output, plan.Value(Input));

    public override void EmitBackward(PlanBuilder plan)
    {
        if (plan.NeedsGradient(Input)) plan.GiveGradient(Input, plan.Gradient(Output));
    }

    public override void Evaluate(ReferencePass pass) => pass.SetValue(Output, pass.Value(Input));
}
