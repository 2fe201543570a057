namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Dropout: each value for itself.</summary>
internal sealed class DropoutOperation(GraphValue input, GraphValue output, float probability) : DroppingOperation(input, output, probability)
{
    protected override Step NewStep(PlanBuilder plan, PlanBuffer x, PlanBuffer y) =>
        new DropoutStep(plan.Run, x, y, Output.Shape.Size, plan.Lanes, Probability, Stream);

    protected override ulong Decision(ReferencePass pass, int element) => pass.ElementNumber(Output, element);
}
