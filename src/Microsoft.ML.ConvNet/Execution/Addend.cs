using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>An operand of a sum: values as they are or, if it is the result of a batch norm, the norm's input with scale and shift.</summary>
internal sealed unsafe record Addend(PlanBuffer Values, PlanBuffer? Scale = null, PlanBuffer? Shift = null)
{
    public PlanBuffer?[] Buffers => [Values, Scale, Shift];

    /// <summary>Rows from a place on.</summary>
    public ScaledRows Rows(long start) => new()
    {
        Values = Values.Pointer + start, Scale = Scale is null ? null : Scale.Pointer, Shift = Shift is null ? null : Shift.Pointer,
    };
}
