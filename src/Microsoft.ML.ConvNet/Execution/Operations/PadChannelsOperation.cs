namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Channels of zeros before and behind those of the input.</summary>
internal sealed class PadChannelsOperation(GraphValue input, GraphValue output, int before) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new PadChannelsStep(plan.Run, x, y, Input.Shape, Output.Shape.Channels, before), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        var dy = plan.Gradient(Output);
        plan.Emit(new ChannelCopyStep(plan.Run, dx, dy, Input.Shape, Output.Shape.Channels, before, gather: true), dx, dy);
    });

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        int narrow = Input.Shape.Channels, wide = Output.Shape.Channels;
        for (int pixel = 0; pixel < x.Length / narrow; pixel++) x.AsSpan(pixel * narrow, narrow).CopyTo(y.AsSpan(pixel * wide + before));
    }
}
