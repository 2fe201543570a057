namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Filters that a step reads: parameters, or what an earlier step made of them in a buffer of the plan.</summary>
internal readonly unsafe struct FilterMemory
{
    private readonly float* _pointer;

    public FilterMemory(float* pointer) => _pointer = pointer;

    public FilterMemory(PlanBuffer buffer) => Buffer = buffer;

    /// <summary>The buffer, if they are in one.</summary>
    public PlanBuffer? Buffer { get; }

    /// <summary>Address; of a buffer only once the plan is complete.</summary>
    public float* Pointer => Buffer is null ? _pointer : Buffer.Pointer;
}
