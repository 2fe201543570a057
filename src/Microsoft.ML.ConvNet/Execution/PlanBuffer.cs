namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A stretch of the plan's arena. Its place is assigned when all steps are known; two buffers whose lives do not overlap may share it.</summary>
internal sealed unsafe class PlanBuffer(long floats, int firstStep)
{
    public long Floats { get; } = floats;

    /// <summary>The step that first writes it.</summary>
    public int FirstStep { get; } = firstStep;

    /// <summary>The last step that touches it.</summary>
    public int LastStep { get; set; } = firstStep;

    /// <summary>Whether it keeps its values from run to run.</summary>
    public bool IsKept { get; init; }

    /// <summary>Place in the arena, in floats.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>Address; set once the arena exists.</summary>
    public float* Pointer { get; set; }
}
