namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The columns that a model appends.</summary>
internal enum OutputColumn
{
    /// <summary>The key of the most probable class.</summary>
    PredictedLabel,

    /// <summary>The probability of each class.</summary>
    Score,
}
