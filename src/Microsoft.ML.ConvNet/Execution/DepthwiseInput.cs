using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What a depthwise convolution reads: values, or the input of a batch norm that it normalises and activates on the way, so that the result is never stored.</summary>
/// <param name="Values">With scale and shift if they are a norm's input.</param>
/// <param name="Function">The activation behind the norm.</param>
internal sealed unsafe record DepthwiseInput(Addend Values, ActivationFunction Function)
{
    public bool IsNormalized => Values.Scale is not null;

    public PlanBuffer?[] Buffers => Values.Buffers;

    public static DepthwiseInput For(PlanBuilder plan, GraphValue value) => plan.LeftNorm(value) is { } norm
        ? new(norm.ToAddend(plan), FusedActivation.Behind(plan, norm.Output).Function)
        : new(new Addend(plan.Value(value)), ActivationFunction.Identity);

    /// <summary>The image that starts at a place.</summary>
    public DepthwiseSource Image(long start)
    {
        var rows = Values.Rows(start);
        return new() { Values = rows.Values, Scale = rows.Scale, Shift = rows.Shift, Function = Function };
    }
}
