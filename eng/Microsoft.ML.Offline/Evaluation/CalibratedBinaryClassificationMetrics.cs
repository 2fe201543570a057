namespace Microsoft.ML.Data;

/// <summary>How well a binary model that gives probabilities predicts a data set.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics()
    {
    }

    /// <summary>The mean of -log2(probability given to the truth).</summary>
    public double LogLoss { get; internal init; }

    /// <summary>The part of <see cref="Entropy"/> that this model saves.</summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>The log-loss of a model that always predicts the frequency of yes.</summary>
    public double Entropy { get; internal init; }
}
