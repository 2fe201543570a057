namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Makes scoring plans that share one set of weights; disposing frees the weights.</summary>
internal interface IScoringPlanFactory : IDisposable
{
    /// <summary>A new plan for blocks of this many images.</summary>
    IScoringPlan CreatePlan(int batchSize);
}
