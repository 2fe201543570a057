using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution without weight sharing.</summary>
internal sealed unsafe class LocallyConnectedOperation(GraphValue input, GraphValue output, SlidingWindow window, GraphParameter weight, GraphParameter? bias)
    : Operation([input], output), IFilterOperation
{
    private readonly LocalGeometry _geometry = new(input.Shape, window, output.Shape.Channels);

    public GraphParameter Weight { get; } = weight;

    public bool IsPacked(bool isInterleaved) => true;

    public long PackedLength(KernelSet set) => Weight.Count;

    public void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed) => LocallyConnected.Pack(_geometry, values, packed);

    public void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values) => LocallyConnected.Unpack(_geometry, packed, values);

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        float* biases = bias is null ? null : plan.Parameters.Pointer(bias);
        plan.Emit(new LocallyConnectedStep(plan.Run, plan.Set, _geometry, x, plan.Parameters.Pointer(Weight), biases, y), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(Output);
        float* biasGradient = bias is null ? null : plan.Parameters.GradientPointer(bias);
        plan.Emit(new LocallyConnectedFilterGradientStep(plan.Run, plan.Set, _geometry, x, dy, plan.Parameters.GradientPointer(Weight), biasGradient), x, dy);
        plan.EmitGradient(Input, dx => plan.Emit(new LocallyConnectedDataGradientStep(plan.Run, plan.Set, _geometry, dy, plan.Parameters.Pointer(Weight), dx), dy, dx));
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] y = pass.NewValue(Output);
        LocallyConnected.ForwardReference<double>(Input.Shape, window, Output.Shape.Channels, pass.Rows, pass.Value(Input), pass.Parameter(Weight), y);
        if (bias is not null) LocallyConnected.AddBiasReference<double>(Output.Shape.Channels, pass.Parameter(bias), y);
    }
}
