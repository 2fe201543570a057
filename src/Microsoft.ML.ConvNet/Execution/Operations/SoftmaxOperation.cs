using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Softmax over the channels of each pixel; the order of the channels does not matter to it.</summary>
internal sealed class SoftmaxOperation(GraphValue input, GraphValue output) : Operation([input], output)
{
    private readonly int _channels = input.Shape.Channels;
    private readonly int _pixels = input.Shape.Height * input.Shape.Width;

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new SoftmaxStep(plan.Run, x, y, _pixels, _channels), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        PlanBuffer y = plan.Value(Output), gradient = plan.Gradient(Output);
        plan.Emit(new SoftmaxGradientStep(plan.Run, y, gradient, _pixels, _channels), y, gradient);
        plan.GiveGradient(Input, gradient);
    }

    public override void Evaluate(ReferencePass pass) => ChannelSoftmax.ForwardReference<double>(pass.Value(Input), _channels, pass.NewValue(Output));
}
