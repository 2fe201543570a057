using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Extension methods that evaluate multiclass models.</summary>
public static class TopKEvaluationCatalog
{
    /// <summary>
    /// As ML.NET's <c>Evaluate</c> with <paramref name="topK"/> as <c>topKPredictionCount</c>, which throws when there are fewer classes: here the number of classes is taken then, for
    /// which the top-k accuracy is 1 for all classes that the model knows.
    /// </summary>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="data">Scored data.</param>
    /// <param name="topK">The largest k of the top-k accuracies, at least 1. The metrics' <c>TopKPredictionCount</c> tells what was taken.</param>
    /// <param name="labelColumnName">The true class: a key, or Single.</param>
    /// <param name="scoreColumnName">The scores: a known-size vector of Single, one for each class.</param>
    /// <param name="predictedLabelColumnName">The predicted class.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topK"/> is less than 1, or a column is missing or of another type.</exception>
    /// <example>
    /// <code language="csharp">
    /// var metrics = mlContext.MulticlassClassification.EvaluateTopK(model.Transform(test), topK: 5);   // also with three classes
    /// </code>
    /// </example>
    public static MulticlassClassificationMetrics EvaluateTopK(
        this MulticlassClassificationCatalog catalog, IDataView data, int topK, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        var score = SchemaErrors.Find(data.Schema, "score", scoreColumnName);
        if (score.Type is VectorDataViewType { IsKnownSize: true } scores) topK = Math.Min(topK, scores.Size);
        return catalog.Evaluate(data, labelColumnName, scoreColumnName, predictedLabelColumnName, topK);
    }
}
