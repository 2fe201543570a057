using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution with one filter a channel.</summary>
internal sealed unsafe class DepthwiseConvolutionOperation(GraphValue input, GraphValue output, SlidingWindow window, GraphParameter weight)
    : Operation([input], output), IFilterOperation
{
    private const int MostParts = 8;

    public GraphParameter Weight { get; } = weight;

    public bool IsPacked(bool isInterleaved) => true;

    public long PackedLength(KernelSet set) => Weight.Count;

    public void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed) => DepthwiseConvolution.Pack(values, Output.Shape.Channels, packed);

    public void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values) => DepthwiseConvolution.Unpack(packed, Output.Shape.Channels, values);

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.Emit(new DepthwiseStep(plan.Run, plan.Set, Input.Shape, window, x, plan.Parameters.Pointer(Weight), y, isGradient: false), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(Output);
        var parts = plan.NewBuffer(MostParts * Weight.Count);
        plan.Emit(new DepthwiseFilterGradientStep(plan.Run, plan.Set, Input.Shape, window, x, dy, parts, (int)Weight.Count, MostParts), x, dy, parts);
        plan.Emit(new SumPartsStep(plan.Run, plan.Set, parts, Weight.Count, rows => Math.Min(MostParts, rows), plan.Parameters.GradientPointer(Weight)), parts);
        plan.EmitGradient(Input, dx => plan.Emit(new DepthwiseStep(plan.Run, plan.Set, Input.Shape, window, dy, plan.Parameters.Pointer(Weight), dx, isGradient: true), dy, dx));
    }

    public override void Evaluate(ReferencePass pass) =>
        DepthwiseConvolution.ForwardReference<double>(Input.Shape, window, pass.Rows, pass.Value(Input), pass.Parameter(Weight), pass.NewValue(Output));
}
