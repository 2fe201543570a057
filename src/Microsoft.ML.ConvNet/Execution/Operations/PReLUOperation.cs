using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Parametric ReLU with one slope or one for each channel.</summary>
internal sealed class PReLUOperation(GraphValue input, GraphValue output, GraphParameter slopes) : Operation([input], output)
{
    // As the memory lies: a single slope does not mind a flatten.
    private readonly int _channels = input.MemoryShape.Channels;
    private readonly int _pixels = input.MemoryShape.Height * input.MemoryShape.Width;

    public override unsafe void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.EmitCheap(new PReLUStep(plan.Run, plan.Set, x, y, _pixels, _channels, (int)slopes.Count, plan.Parameters.Pointer(slopes)), y, x);
        plan.SetValue(Output, y);
    }

    public override unsafe void EmitBackward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(Output);
        var blocks = RowBlocks.For(_channels);
        var parts = plan.NewBuffer(blocks.Count((long)plan.BatchSize * _pixels) * slopes.Count);
        plan.Emit(new PReLUGradientStep(plan.Run, plan.Set, x, dy, _pixels, _channels, (int)slopes.Count, plan.Parameters.Pointer(slopes), parts), x, dy, parts);
        plan.Emit(
            new SumPartsStep(plan.Run, plan.Set, parts, slopes.Count, rows => blocks.Count((long)rows * _pixels), plan.Parameters.GradientPointer(slopes)), parts);
        if (plan.NeedsGradient(Input)) plan.GiveGradient(Input, dy);
    }

    public override void Evaluate(ReferencePass pass) => PReLU.ForwardReference<double>(pass.Value(Input), pass.Parameter(slopes), pass.NewValue(Output));
}
