using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>An activation; usually the operation before it does it on the way.</summary>
internal sealed class ActivationOperation(GraphValue input, GraphValue output, ActivationFunction function) : Operation([input], output)
{
    public ActivationFunction Function { get; } = function;

    public override void EmitForward(PlanBuilder plan)
    {
        var x = plan.Value(Input);
        var y = plan.NewBuffer(Output);
        plan.EmitCheap(new ActivationStep(plan.Run, plan.Set, x, y, Output.Shape.Size, plan.Lanes, Function), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        var gradient = plan.Gradient(Output);
        var source = plan.Value(Function.NeedsInput ? Input : Output);
        plan.Emit(new ActivationGradientStep(plan.Run, plan.Set, source, gradient, Output.Shape.Size, plan.Lanes, Function), source, gradient);
        plan.GiveGradient(Input, gradient);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        for (int i = 0; i < x.Length; i++) y[i] = Activation.ForwardReference(x[i], Function);
    }
}
