using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>The identity with a gradient that is wrong on purpose: factor * dy + shift.</summary>
internal sealed class WrongOperation(GraphValue input, GraphValue output, float factor, float shift) : Operation([input], output)
{
    public static GraphValue Append(GraphBuilder graph, GraphValue input, float factor, float shift) =>
        graph.Append(output => new WrongOperation(input, output, factor, shift), input.Shape);

    public override void EmitForward(PlanBuilder plan) => plan.SetValue(Output, plan.Value(Input));

    public override void EmitBackward(PlanBuilder plan)
    {
        var gradient = plan.Gradient(Output);
        plan.Emit(new WrongStep(plan.Run, gradient, Output.Shape.Size, factor, shift), gradient);
        plan.GiveGradient(Input, gradient);
    }

    public override void Evaluate(ReferencePass pass) => pass.SetValue(Output, pass.Value(Input));

    private sealed unsafe class WrongStep(RunState run, PlanBuffer gradient, int rowFloats, float factor, float shift) : Step(run)
    {
        public override int TaskCount => Run.Rows;

        public override void Execute(int task, int worker)
        {
            foreach (ref float value in new Span<float>(gradient.Pointer + (nint)task * rowFloats, rowFloats)) value = factor * value + shift;
        }
    }
}
