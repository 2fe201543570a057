namespace Microsoft.ML.Data;

/// <summary>How well a binary model predicts a data set.</summary>
public class BinaryClassificationMetrics
{
    private protected BinaryClassificationMetrics()
    {
    }

    /// <summary>The probability that a random yes has a higher score than a random no; equal scores count half.</summary>
    public double AreaUnderRocCurve { get; internal init; }

    /// <summary>The part of the rows that are predicted correctly.</summary>
    public double Accuracy { get; internal init; }

    public double PositivePrecision { get; internal init; }

    public double PositiveRecall { get; internal init; }

    public double NegativePrecision { get; internal init; }

    public double NegativeRecall { get; internal init; }

    /// <summary>The harmonic mean of <see cref="PositivePrecision"/> and <see cref="PositiveRecall"/>.</summary>
    public double F1Score { get; internal init; }

    public double AreaUnderPrecisionRecallCurve { get; internal init; }

    /// <summary>Yes first, then no.</summary>
    public ConfusionMatrix ConfusionMatrix { get; internal init; }
}
