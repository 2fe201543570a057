namespace Microsoft.ML.Data;

/// <summary>How well a multiclass model predicts a data set.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics()
    {
    }

    /// <summary>The mean of -ln(probability given to the true class).</summary>
    public double LogLoss { get; internal init; }

    /// <summary>The part of the log-loss of a model that always predicts the class frequencies, that this model saves.</summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>The mean of the classes' accuracies, over the classes that occur.</summary>
    public double MacroAccuracy { get; internal init; }

    /// <summary>The part of the rows that are predicted correctly.</summary>
    public double MicroAccuracy { get; internal init; }

    /// <summary>The part of the rows whose true class is among the <see cref="TopKPredictionCount"/> highest scores; 0 when not asked for.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK?.LastOrDefault() ?? 0;

    /// <summary>The k that was asked for; 0 when none was.</summary>
    public int TopKPredictionCount { get; internal init; }

    /// <summary>The accuracies for k from 1 to <see cref="TopKPredictionCount"/>; null when not asked for.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; internal init; }

    /// <summary>The log-loss of the rows of each class; 0 for classes that do not occur.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; internal init; }

    public ConfusionMatrix ConfusionMatrix { get; internal init; }
}
