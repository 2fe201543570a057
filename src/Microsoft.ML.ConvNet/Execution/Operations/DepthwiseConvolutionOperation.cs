using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution with one filter a channel, with the batch norm (at scoring) and activation behind it.</summary>
internal sealed unsafe class DepthwiseConvolutionOperation(GraphValue input, GraphValue output, SlidingWindow window, GraphParameter weight, GraphParameter? bias)
    : Operation([input], output), IFilterOperation
{
    private const int MostParts = 8;

    private readonly CorrelationGeometry _forward = CorrelationGeometry.Forward(input.Shape, window, output.Shape.Channels);

    public GraphParameter Weight { get; } = weight;

    public bool IsPacked(bool isInterleaved) => true;

    public long PackedLength(KernelSet set) => Weight.Count;

    public void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed) => DepthwiseConvolution.Pack(values, Output.Shape.Channels, packed);

    public void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values) => DepthwiseConvolution.Unpack(packed, Output.Shape.Channels, values);

    public override void EmitForward(PlanBuilder plan)
    {
        var tail = new ConvolutionTail(plan, Output, bias);
        var epilogue = tail.EmitEpilogue(images => DepthwiseStep.BlockCount(_forward, images));
        var x = plan.Value(Input);
        var (raw, y) = tail.NewBuffers();
        plan.Emit(
            new DepthwiseStep(plan.Run, plan.Set, _forward, x, plan.Parameters.Pointer(Weight), isTurned: false, raw, y, epilogue), [x, raw, y, .. epilogue.Buffers]);
        tail.SetValues(raw, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), dy = new ConvolutionTail(plan, Output, bias).EmitGradient();
        var parts = plan.NewBuffer(MostParts * Weight.Count);
        plan.Emit(new DepthwiseFilterGradientStep(plan.Run, plan.Set, _forward, x, dy, parts, (int)Weight.Count, MostParts), x, dy, parts);
        plan.Emit(new SumPartsStep(plan.Run, plan.Set, parts, Weight.Count, rows => Math.Min(MostParts, rows), plan.Parameters.GradientPointer(Weight)), parts);
        plan.EmitGradient(Input, canAccumulate: false, target => DataGradientEmission.Emit(plan, Input.Shape, window, target.Buffer, (shape, zeroBordered, dx) =>
        {
            var transposed = CorrelationGeometry.Transposed(shape, zeroBordered, shape.Channels);
            var sums = target.IsWhole && shape == Input.Shape ? plan.TakeGradientSums(Input, images => DepthwiseStep.BlockCount(transposed, images)) : null;
            var epilogue = Epilogue.For(sums);
            plan.Emit(
                new DepthwiseStep(plan.Run, plan.Set, transposed, dy, plan.Parameters.Pointer(Weight), isTurned: true, dx, dx, epilogue), [dy, dx, .. epilogue.Buffers]);
        }));
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] y = pass.NewValue(Output);
        Correlation.ForwardReference<double>(Input.Shape, window, Output.Shape.Channels, pass.Rows, pass.Value(Input), pass.Parameter(Weight), y);
        pass.AddBias(y, bias);
    }
}
