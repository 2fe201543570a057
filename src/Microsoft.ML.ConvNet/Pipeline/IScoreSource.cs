namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>A row or cursor that knows the scores of its current row.</summary>
internal interface IScoreSource
{
    /// <summary>The scores of the current row, computed when they are first asked for.</summary>
    ReadOnlySpan<float> GetScores();
}
