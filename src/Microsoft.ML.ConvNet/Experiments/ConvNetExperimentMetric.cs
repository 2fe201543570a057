namespace Microsoft.ML.ConvNet;

/// <summary>What a <see cref="ConvNetExperiment"/> makes as good as it can on the validation rows; figures are those of ML.NET's <c>Evaluate</c>.</summary>
public enum ConvNetExperimentMetric
{
    /// <summary>Share of the rows whose predicted class is right: more is better.</summary>
    MicroAccuracy,

    /// <summary>The mean over the classes of the share of their rows that are right, so that rare classes count as much as frequent ones: more is better.</summary>
    MacroAccuracy,

    /// <summary>Mean cross-entropy (natural logarithm): less is better.</summary>
    LogLoss,

    /// <summary>Share of the rows whose class is among the <see cref="ConvNetExperimentSettings.TopK"/> most probable: more is better.</summary>
    TopKAccuracy,
}
