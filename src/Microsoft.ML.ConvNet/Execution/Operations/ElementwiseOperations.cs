using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>An activation; usually the operation before it does it on the way.</summary>
internal sealed class ActivationOperation(GraphValue input, GraphValue output, ActivationKind kind) : Operation([input], output)
{
    public ActivationKind Kind { get; } = kind;

    public override void EmitForward(PlanBuilder plan)
    {
        var x = plan.Value(Input);
        var y = plan.NewBuffer(Output);
        plan.Emit(new ActivationStep(plan.Run, plan.Set, x, y, Output.Shape.Size, plan.Lanes, Kind), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        var gradient = plan.Gradient(Output);
        var y = plan.Value(Output);
        plan.Emit(new ActivationGradientStep(plan.Run, plan.Set, y, gradient, Output.Shape.Size, plan.Lanes, Kind), y, gradient);
        plan.GiveGradient(Input, gradient);
    }
}

/// <summary>Dropout: nothing at scoring.</summary>
internal sealed class DropoutOperation(GraphValue input, GraphValue output, float probability) : Operation([input], output)
{
    // Two dropouts of one network must not draw the same mask.
    private readonly ulong _stream = (ulong)output.Id;

    public override void EmitForward(PlanBuilder plan)
    {
        var x = plan.Value(Input);
        if (!plan.IsTraining || probability == 0)
        {
            plan.SetValue(Output, x);
            return;
        }

        var y = plan.NewBuffer(Output);
        plan.Emit(new DropoutStep(plan.Run, x, y, Output.Shape.Size, plan.Lanes, probability, _stream), x, y);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        var gradient = plan.Gradient(Output);
        if (probability > 0) plan.Emit(new DropoutStep(plan.Run, gradient, gradient, Output.Shape.Size, plan.Lanes, probability, _stream), gradient);
        plan.GiveGradient(Input, gradient);
    }
}

/// <summary>A flatten moves nothing.</summary>
internal sealed class FlattenOperation(GraphValue input, GraphValue output) : Operation([input], output)
{
    public override void EmitForward(PlanBuilder plan) => plan.SetValue(Output, plan.Value(Input));

    public override void EmitBackward(PlanBuilder plan)
    {
        if (plan.NeedsGradient(Input)) plan.GiveGradient(Input, plan.Gradient(Output));
    }
}

/// <summary>The sum of two values (a residual connection).</summary>
internal sealed class AddOperation(GraphValue left, GraphValue right, GraphValue output) : Operation([left, right], output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        PlanBuffer left = plan.Value(Inputs[0]), right = plan.Value(Inputs[1]), sum = plan.NewBuffer(Output);
        plan.Emit(new AddStep(plan.Run, plan.Set, left, right, sum, Output.Shape.Size, plan.Lanes), left, right, sum);
        plan.SetValue(Output, sum);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        // Each input needs a buffer of its own, because its other consumers and its producer write to it: one copy, one hand-over.
        var gradient = plan.Gradient(Output);
        plan.EmitGradient(Inputs[0], copy => plan.Emit(new CopyStep(plan.Run, gradient, copy, Output.Shape.Size, plan.Lanes), gradient, copy));
        if (plan.NeedsGradient(Inputs[1])) plan.GiveGradient(Inputs[1], gradient);
    }
}

/// <summary>Values side by side along the channels.</summary>
internal sealed class ConcatOperation(ImmutableArray<GraphValue> inputs, GraphValue output) : Operation(inputs, output)
{
    public override void EmitForward(PlanBuilder plan)
    {
        var whole = plan.NewBuffer(Output);
        int first = 0;
        foreach (var input in Inputs)
        {
            var part = plan.Value(input);
            plan.Emit(new ChannelCopyStep(plan.Run, part, whole, input.Shape, Output.Shape.Channels, first, gather: false), part, whole);
            first += input.Shape.Channels;
        }

        plan.SetValue(Output, whole);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        var gradient = plan.Gradient(Output);
        int first = 0;
        foreach (var input in Inputs)
        {
            int start = first;
            plan.EmitGradient(input, part => plan.Emit(new ChannelCopyStep(plan.Run, part, gradient, input.Shape, Output.Shape.Channels, start, gather: true), part, gradient));
            first += input.Shape.Channels;
        }
    }
}
