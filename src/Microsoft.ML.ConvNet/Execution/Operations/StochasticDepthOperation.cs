namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Stochastic depth: whole images.</summary>
internal sealed class StochasticDepthOperation(GraphValue input, GraphValue output, float probability) : DroppingOperation(input, output, probability)
{
    protected override Step NewStep(PlanBuilder plan, PlanBuffer x, PlanBuffer y) =>
        new StochasticDepthStep(plan.Run, x, y, Output.Shape.Size, Probability, Stream);

    protected override ulong Decision(ReferencePass pass, int element) => (ulong)(element / Output.Shape.Size);
}
