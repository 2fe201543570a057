using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Radial basis units over a vector: minus the squared distance from each center.</summary>
internal sealed unsafe class RadialBasisOperation(GraphValue input, GraphValue output, GraphParameter centers) : Operation([input], output)
{
    private readonly int _inputs = input.Shape.Size;
    private readonly int _outputs = output.Shape.Size;

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output);
        plan.Emit(new RadialBasisStep(plan.Run, plan.Set, x, plan.Parameters.Pointer(centers), y, _inputs, _outputs), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(Output);
        float* values = plan.Parameters.Pointer(centers);
        if (centers.IsTrainable)
            plan.Emit(new RadialBasisCenterGradientStep(plan.Run, plan.Set, x, values, dy, plan.Parameters.GradientPointer(centers), _inputs, _outputs), x, dy);
        plan.EmitGradient(Input, dx => plan.Emit(new RadialBasisGradientStep(plan.Run, plan.Set, x, values, dy, dx, _inputs, _outputs), x, dy, dx));
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        for (int row = 0; row < pass.Rows; row++)
            RadialBasis.ForwardReference<double>(x.AsSpan(row * _inputs, _inputs), pass.Parameter(centers), y.AsSpan(row * _outputs, _outputs));
    }
}
