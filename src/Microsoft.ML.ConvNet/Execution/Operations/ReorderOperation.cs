namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Puts a flattened value, which lies in H, W, C order, into C, H, W order.</summary>
internal sealed class ReorderOperation(GraphValue input, GraphValue output) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new ReorderStep(plan.Run, Input.MemoryShape, x, y, isGradient: false), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan) => plan.EmitGradient(Input, dx =>
    {
        var dy = plan.Gradient(Output);
        plan.Emit(new ReorderStep(plan.Run, Input.MemoryShape, dy, dx, isGradient: true), dy, dx);
    });

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        int size = Input.Shape.Size, channels = Input.MemoryShape.Channels, pixels = size / channels;
        for (int i = 0; i < y.Length; i++) y[i] = x[i / size * size + i % pixels * channels + i % size / pixels];
    }
}
