namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What the steps of a plan share while it runs.</summary>
internal sealed unsafe class RunState
{
    /// <summary>Rows of the current batch.</summary>
    public int Rows { get; set; }

    /// <summary>Seed of the current training step's random decisions.</summary>
    public ulong Seed { get; set; }

    /// <summary>Scratch memory of worker 0; the others' follow.</summary>
    public float* ScratchBase { get; set; }

    /// <summary>Scratch floats of one worker.</summary>
    public long ScratchFloats { get; set; }

    public float* Scratch(int worker) => ScratchBase + worker * ScratchFloats;
}
