using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The steps of a convolution on batch-interleaved activations.</summary>
internal sealed unsafe class InterleavedEmission(
    ConvolutionOperation operation, CorrelationGeometry forward, CorrelationGeometry transposed, GraphParameter weight, GraphParameter? bias)
{
    private GraphValue Input => operation.Inputs[0];

    private GraphValue Output => operation.Output;

    public void EmitForward(PlanBuilder plan)
    {
        var activation = FusedActivation.Behind(plan, Output);
        PlanBuffer x = plan.Value(Input), raw = plan.NewBuffer(Output), y = activation.KeepsInput(plan) ? plan.NewBuffer(Output) : raw;
        plan.Emit(
            new InterleavedConvolutionStep(plan.Run, plan.Set, forward, x, plan.Parameters.Pointer(weight), null, raw, y, Biases(plan), activation.Function), x, raw, y);
        plan.SetValue(Output, raw);
        activation.Finish(plan, y);
    }

    public void EmitBackward(PlanBuilder plan)
    {
        var activation = FusedActivation.Behind(plan, Output);
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(activation.Output);
        var lanes = plan.Lanes;
        int blocks = lanes.Blocks(plan.BatchSize);
        int pixels = Output.Shape.Height * Output.Shape.Width, outputs = Output.Shape.Channels, filterFloats = outputs * forward.Depth;
        if (bias is not null || !activation.Function.IsIdentity)
        {
            var sums = plan.NewBuffer((long)blocks * outputs);
            var source = activation.Function.IsIdentity ? dy : plan.Value(Output);
            plan.Emit(new InterleavedBiasGradientStep(plan.Run, plan.Set, source, dy, pixels, outputs, Biases(plan), activation.Function, sums), source, dy, sums);
            if (bias is not null) plan.Emit(new SumPartsStep(plan.Run, plan.Set, sums, outputs, lanes.Blocks, plan.Parameters.GradientPointer(bias)), sums);
        }

        var parts = plan.NewBuffer((long)blocks * filterFloats);
        plan.Emit(new InterleavedFilterGradientStep(plan.Run, plan.Set, forward, x, dy, parts), x, dy, parts);
        plan.Emit(new SumPartsStep(plan.Run, plan.Set, parts, filterFloats, lanes.Blocks, plan.Parameters.GradientPointer(weight)), parts);
        plan.EmitGradient(Input, dx =>
        {
            var filters = plan.NewBuffer(filterFloats);
            plan.Emit(new InterleavedTransposeStep(plan.Run, plan.Parameters.Pointer(weight), outputs, Input.Shape.Channels, forward.Depth / Input.Shape.Channels, filters), filters);
            plan.Emit(new InterleavedConvolutionStep(plan.Run, plan.Set, transposed, dy, null, filters, dx, dx, null, ActivationFunction.Identity), dy, filters, dx);
        });
    }

    private float* Biases(PlanBuilder plan) => bias is null ? null : plan.Parameters.Pointer(bias);
}
