using Microsoft.ML.ConvNet.Tensors;

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

/// <summary>
/// One parallel section of a plan: kernels over buffers that are known when the plan is made. How it is cut into tasks depends on the shapes and the
/// number of rows, never on the number of threads.
/// </summary>
internal abstract class Step(RunState run) : IParallelWork
{
    /// <summary>Scratch floats that one worker needs.</summary>
    public virtual long ScratchFloats => 0;

    /// <summary>Tasks for the current rows.</summary>
    public abstract int TaskCount { get; }

    protected RunState Run { get; } = run;

    public abstract void Execute(int task, int worker);

    protected static int Divide(long total, long part) => (int)((total + part - 1) / part);
}
