using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Group normalisation: the same in training and at scoring.</summary>
internal sealed unsafe class GroupNormOperation(
    GraphValue input, GraphValue output, int groups, GraphParameter? weight, GraphParameter? bias, float epsilon) : Operation([input], output)
{
    private readonly int _channels = input.Shape.Channels;
    private readonly int _pixels = input.Shape.Height * input.Shape.Width;

    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), y = plan.NewBuffer(Output), statistics = plan.NewBuffer(2L * plan.BatchSize * _channels);
        plan.EmitCheap(
            new GroupNormStep(
                plan.Run, plan.Set, x, y, statistics, _pixels, _channels, groups, plan.Parameters.Pointer(weight), plan.Parameters.Pointer(bias), epsilon),
            y, x, statistics);
        plan.Keep(this, statistics);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(Output), statistics = plan.Kept(this);
        PlanBuffer weightParts = plan.NewBuffer((long)plan.BatchSize * _channels), biasParts = plan.NewBuffer((long)plan.BatchSize * _channels);
        plan.Emit(
            new GroupNormGradientStep(
                plan.Run, plan.Set, x, dy, statistics, _pixels, _channels, groups, plan.Parameters.Pointer(weight), epsilon, weightParts, biasParts),
            x, dy, statistics, weightParts, biasParts);
        EmitSum(weight, weightParts);
        EmitSum(bias, biasParts);
        if (plan.NeedsGradient(Input)) plan.GiveGradient(Input, dy);

        void EmitSum(GraphParameter? parameter, PlanBuffer parts)
        {
            if (parameter is null) return;
            plan.Emit(new SumPartsStep(plan.Run, plan.Set, parts, _channels, rows => rows, plan.Parameters.GradientPointer(parameter)), parts);
        }
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), y = pass.NewValue(Output);
        ReadOnlySpan<double> weights = weight is null ? default : pass.Parameter(weight), biases = bias is null ? default : pass.Parameter(bias);
        int size = Input.Shape.Size;
        for (int start = 0; start < x.Length; start += size)
            GroupNorm.ForwardReference(x.AsSpan(start, size), _channels, groups, weights, biases, epsilon, y.AsSpan(start, size));
    }
}
