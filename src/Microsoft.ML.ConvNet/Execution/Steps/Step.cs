using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

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
