namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Tests that run when no others do, so that the process's worker pool is free for them.</summary>
[CollectionDefinition(nameof(UsesTheWorkerPoolAlone), DisableParallelization = true)]
public class UsesTheWorkerPoolAlone;
