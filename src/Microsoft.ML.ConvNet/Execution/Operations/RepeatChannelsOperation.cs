namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Each channel several times in a row: what a depthwise convolution with several filters a channel works on.</summary>
internal sealed class RepeatChannelsOperation(GraphValue input, GraphValue output, int times) : Operation([input], output)
{
    private readonly int _pixels = input.Shape.Height * input.Shape.Width;

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new RepeatChannelsStep(plan.Run, x, y, _pixels, Input.Shape.Channels, times, isGradient: false), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        var dy = plan.Gradient(Output);
        plan.Emit(new RepeatChannelsStep(plan.Run, dx, dy, _pixels, Input.Shape.Channels, times, isGradient: true), dx, dy);
    });

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        for (int i = 0; i < y.Length; i++) y[i] = x[i / times];
    }
}
