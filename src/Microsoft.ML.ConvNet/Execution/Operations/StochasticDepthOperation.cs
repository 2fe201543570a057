using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Stochastic depth: in training whole images become zero; nothing at scoring.</summary>
internal sealed class StochasticDepthOperation(GraphValue input, GraphValue output, float probability) : Operation([input], output)
{
    // Two of one network must not drop the same images.
    private readonly ulong _stream = (ulong)output.Id;

    public override void EmitForward(PlanBuilder plan)
    {
        var x = plan.Value(Input);
        if (!plan.IsTraining || probability == 0)
        {
            plan.SetValue(Output, x);
            return;
        }

        var y = plan.NewBuffer(Output);
        plan.Emit(new StochasticDepthStep(plan.Run, x, y, Output.Shape.Size, probability, _stream), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        var gradient = plan.Gradient(Output);
        if (probability > 0) plan.Emit(new StochasticDepthStep(plan.Run, gradient, gradient, Output.Shape.Size, probability, _stream), gradient);
        plan.GiveGradient(Input, gradient);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input);
        if (!pass.IsTraining || probability == 0)
        {
            pass.SetValue(Output, x);
            return;
        }

        double[] y = pass.NewValue(Output);
        for (int i = 0; i < x.Length; i++)
            y[i] = Dropout.IsKept((ulong)(i / Output.Shape.Size), probability, pass.Seed, _stream) ? x[i] / (1 - (double)probability) : 0;
    }
}
