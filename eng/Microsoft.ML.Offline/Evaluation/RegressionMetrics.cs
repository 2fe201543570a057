namespace Microsoft.ML.Data;

/// <summary>How well a regression model predicts a data set.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics()
    {
    }

    /// <summary>The mean of |label - score|.</summary>
    public double MeanAbsoluteError { get; internal init; }

    /// <summary>The mean of (label - score)^2.</summary>
    public double MeanSquaredError { get; internal init; }

    /// <summary>The root of <see cref="MeanSquaredError"/>.</summary>
    public double RootMeanSquaredError { get; internal init; }

    /// <summary>The mean of the squared loss.</summary>
    public double LossFunction { get; internal init; }

    /// <summary>1 less the part of the labels' variance that the scores leave; NaN when all labels are equal.</summary>
    public double RSquared { get; internal init; }
}
