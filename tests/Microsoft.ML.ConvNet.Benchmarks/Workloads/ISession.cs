using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>A workload with memory and weights, ready to be run step by step.</summary>
internal interface ISession : IDisposable
{
    /// <summary>One step; returns a value that shows whether the computation is sound.</summary>
    /// <param name="batch">Images of the step.</param>
    double Step(int batch);

    /// <summary>What the last step ran.</summary>
    ExecutionPlan Plan { get; }
}
