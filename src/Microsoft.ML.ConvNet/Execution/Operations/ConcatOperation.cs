using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Execution;

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
            plan.EmitCheap(new ChannelCopyStep(plan.Run, part, whole, input.Shape, Output.Shape.Channels, first, gather: false), whole, part);
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

    public override void Evaluate(ReferencePass pass)
    {
        double[] whole = pass.NewValue(Output);
        int first = 0;
        foreach (var input in Inputs)
        {
            double[] part = pass.Value(input);
            int channels = input.Shape.Channels;
            for (int pixel = 0; pixel < part.Length / channels; pixel++)
                part.AsSpan(pixel * channels, channels).CopyTo(whole.AsSpan(pixel * Output.Shape.Channels + first));
            first += channels;
        }
    }
}
