namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>A row or cursor that knows the class probabilities of its current row.</summary>
internal interface IScoreSource
{
    /// <summary>The probabilities of the current row, computed when they are first asked for.</summary>
    ReadOnlySpan<float> GetProbabilities();
}
