namespace Microsoft.ML.ConvNet;

/// <summary>What <see cref="EarlyStopping"/> watches.</summary>
public enum EarlyStoppingMetric
{
    /// <summary>Mean loss on the validation rows: less is better.</summary>
    Loss,

    /// <summary>Share of hits on the validation rows: more is better.</summary>
    Accuracy,
}
