using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Local response normalisation across channels. Backward needs the input alone.</summary>
internal sealed class LocalResponseNormOperation(GraphValue input, GraphValue output, ResponseWindow window) : Operation([input], output)
{
    private readonly int _channels = input.Shape.Channels;
    private readonly int _pixels = input.Shape.Height * input.Shape.Width;

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new LocalResponseNormStep(plan.Run, plan.Set, x, y, _pixels, _channels, window), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        PlanBuffer x = plan.Value(Input), gradient = plan.Gradient(Output);
        plan.Emit(new LocalResponseNormGradientStep(plan.Run, plan.Set, x, gradient, _pixels, _channels, window), x, gradient);
        plan.GiveGradient(Input, gradient);
    }

    public override void Evaluate(ReferencePass pass) =>
        LocalResponseNorm.ForwardReference<double>(pass.Value(Input), _channels, window, pass.NewValue(Output));
}
