using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The product of a value and factors: of the same shape, or one for each channel (the excitation of squeeze-and-excitation). Factors of the same shape
/// are a single row with as many "channels" as there are values.
/// </summary>
internal sealed class MultiplyOperation(GraphValue input, GraphValue factors, GraphValue output) : Operation([input, factors], output)
{
    private readonly int _channels = factors.Shape.Size;
    private readonly int _rows = input.Shape.Size / factors.Shape.Size;

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Inputs[0]), scales = plan.Value(Inputs[1]), y = plan.NewBuffer(Output);
        plan.EmitCheap(new ProductStep(plan.Run, plan.Set, x, scales, y, _rows, _channels), y, x, scales);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Inputs[0]) && !plan.NeedsGradient(Inputs[1])) return;
        PlanBuffer x = plan.Value(Inputs[0]), scales = plan.Value(Inputs[1]), gradient = plan.Gradient(Output), scaleGradient = plan.NewBuffer(Inputs[1]);
        plan.Emit(new ProductGradientStep(plan.Run, plan.Set, x, scales, gradient, scaleGradient, _rows, _channels), x, scales, gradient, scaleGradient);
        if (plan.NeedsGradient(Inputs[0])) plan.GiveGradient(Inputs[0], gradient);
        if (plan.NeedsGradient(Inputs[1])) plan.GiveGradient(Inputs[1], scaleGradient);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Inputs[0]), scales = pass.Value(Inputs[1]), y = pass.NewValue(Output);
        int size = Output.Shape.Size;
        for (int row = 0; row < pass.Rows; row++)
            ChannelProduct.ForwardReference<double>(x.AsSpan(row * size, size), scales.AsSpan(row * _channels, _channels), y.AsSpan(row * size, size));
    }
}
