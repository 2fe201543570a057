namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>Work that was cut into numbered tasks. Which worker runs a task must not change its result.</summary>
internal interface IParallelWork
{
    /// <summary>Runs one task.</summary>
    /// <param name="task">0 to the number of tasks less 1.</param>
    /// <param name="worker">0 to the number of threads less 1; no two tasks run at the same time with the same worker number.</param>
    void Execute(int task, int worker);
}
