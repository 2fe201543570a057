namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What a plan can do.</summary>
internal enum PlanMode
{
    /// <summary>Forward only: running statistics, no dropout, activations freed as soon as they are dead.</summary>
    Scoring,

    /// <summary>Forward, loss, backward.</summary>
    Training,
}
