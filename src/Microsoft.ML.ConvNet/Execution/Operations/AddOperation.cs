using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The sum of two values (a residual connection). In training the batch norms that end the branches and the rectifier behind the sum are done in the same pass, and
/// so are their gradients: the gradient of the sum is that of both branches.
/// </summary>
internal sealed class AddOperation(GraphValue left, GraphValue right, GraphValue output) : Operation([left, right], output)
{
    private readonly int _channels = output.MemoryShape.Channels;
    private readonly int _pixels = output.MemoryShape.Height * output.MemoryShape.Width;

    public override void EmitForward(PlanBuilder plan)
    {
        Addend left = Operand(plan, Inputs[0]), right = Operand(plan, Inputs[1]);
        var sum = plan.NewBuffer(Output);
        if (left.Scale is null && right.Scale is null)
        {
            plan.EmitCheap(new AddStep(plan.Run, plan.Set, left.Values, right.Values, sum, Output.Shape.Size, plan.Lanes), sum, left.Values, right.Values);
            plan.SetValue(Output, sum);
            return;
        }

        var activation = FusedActivation.RectifierBehind(plan, Output);
        plan.OfferGradientSums(activation.Output, blockCount => NewGradientSums(plan, activation.Function, blockCount));
        plan.EmitCheap(new ScaledSumStep(plan.Run, plan.Set, left, right, sum, _pixels, _channels, activation.Function), sum, [.. left.Buffers, .. right.Buffers]);
        plan.SetValue(Output, sum);
        activation.Finish(plan, sum);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (Norms(plan).Norm is null) EmitCopies(plan);
        else EmitNormGradients(plan);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] left = pass.Value(Inputs[0]), right = pass.Value(Inputs[1]), sum = pass.NewValue(Output);
        for (int i = 0; i < sum.Length; i++) sum[i] = left[i] + right[i];
    }

    private static Addend Operand(PlanBuilder plan, GraphValue value) => plan.LeftNorm(value)?.ToAddend(plan) ?? new Addend(plan.Value(value));

    /// <summary>The norm that ends one branch; what the other one ends in, and the norm that does it, or null if that is a plain value.</summary>
    private (BatchNormOperation? Norm, GraphValue Other, BatchNormOperation? OtherNorm) Norms(PlanBuilder plan) =>
        plan.LeftNorm(Inputs[0]) is { } norm ? (norm, Inputs[1], plan.LeftNorm(Inputs[1])) : (plan.LeftNorm(Inputs[1]), Inputs[0], null);

    private NormGradientSums NewGradientSums(PlanBuilder plan, ActivationFunction rectifier, Func<int, int> blockCount)
    {
        var (norm, _, other) = Norms(plan);
        return new NormGradientSums(
            norm!.NewGradient(plan, ActivationFunction.Identity, blockCount), other?.NewGradient(plan, ActivationFunction.Identity, blockCount),
            rectifier.IsIdentity ? null : new ActivationDerivative(plan.Value(Output), null, null, rectifier));
    }

    private void EmitNormGradients(PlanBuilder plan)
    {
        var (norm, rest, other) = Norms(plan);
        var activation = FusedActivation.RectifierBehind(plan, Output);
        var dy = plan.Gradient(activation.Output);
        if (plan.TakenGradientSums(activation.Output) is not { } sums)
        {
            sums = NewGradientSums(plan, activation.Function, images => RowBlocks.For(_channels).Count((long)images * _pixels));
            plan.Emit(new RowSumsStep(plan.Run, plan.Set, dy, _pixels, _channels, sums), [dy, .. sums.Buffers]);
        }

        norm!.EmitCoefficients(plan, sums.Norm);
        plan.MarkFused(norm);
        if (other is not null)
        {
            other.EmitCoefficients(plan, sums.Other!);
            plan.MarkFused(other);
            rest = other.Inputs[0];
        }

        // The gradient itself is the plain branch's, or becomes that of the other norm's input.
        var dx = plan.NewBuffer(Output);
        plan.Emit(new NormGradientStep(plan.Run, plan.Set, sums.Norm, sums.Other, dy, dx, _pixels, _channels), [dy, dx, .. sums.Buffers]);
        if (plan.NeedsGradient(norm.Inputs[0])) plan.GiveGradient(norm.Inputs[0], dx);
        if (plan.NeedsGradient(rest)) plan.GiveGradient(rest, dy);
    }

    private void EmitCopies(PlanBuilder plan)
    {
        // Each input needs a buffer of its own, because its other consumers and its producer write to it: one copy, one hand-over.
        var gradient = plan.Gradient(Output);
        plan.EmitGradient(Inputs[0], copy => plan.Emit(new CopyStep(plan.Run, gradient, copy, Output.Shape.Size, plan.Lanes), gradient, copy));
        if (plan.NeedsGradient(Inputs[1])) plan.GiveGradient(Inputs[1], gradient);
    }
}
