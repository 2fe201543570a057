namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The columns that a model appends.</summary>
internal enum OutputColumn
{
    /// <summary>The key of the most probable class; whether it is a yes.</summary>
    PredictedLabel,

    /// <summary>The probability of each class; the logit of yes; the number or numbers.</summary>
    Score,

    /// <summary>The probability of yes.</summary>
    Probability,
}
