using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    /// <summary>Compares the scores with the labels. Rows whose label is missing or whose scores are not finite are left out.</summary>
    /// <param name="data">Scored data.</param>
    /// <param name="labelColumnName">The true class: a key, or Single with a whole number.</param>
    /// <param name="scoreColumnName">A Single for each class, two or more.</param>
    /// <param name="predictedLabelColumnName">Must exist; predictions are taken from the scores.</param>
    /// <param name="topKPredictionCount">The largest k of the top-k accuracies; 0 for none.</param>
    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumnName = DefaultColumnNames.Label,
        string scoreColumnName = DefaultColumnNames.Score, string predictedLabelColumnName = DefaultColumnNames.PredictedLabel, int topKPredictionCount = 0)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));
        Environment.CheckNonEmpty(predictedLabelColumnName, nameof(predictedLabelColumnName));
        Environment.CheckParam(topKPredictionCount >= 0, nameof(topKPredictionCount), "Must be non-negative");

        DataViewSchema schema = data.Schema;
        DataViewSchema.Column label = FindColumn(schema, labelColumnName, DefaultColumnNames.Label);
        DataViewSchema.Column score = FindColumn(schema, scoreColumnName, DefaultColumnNames.Score);
        FindColumn(schema, predictedLabelColumnName, DefaultColumnNames.PredictedLabel);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scoreType || scoreType.ItemType != NumberDataViewType.Single)
            throw Environment.ExceptSchemaMismatch(nameof(schema), "score", score.Name, "vector of two or more items of type Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
            throw Environment.ExceptSchemaMismatch(nameof(schema), "label", label.Name, "Single or Key", label.Type.ToString());

        var accumulator = new MulticlassMetricsAccumulator(GetClassNames(score, scoreType.Size));
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> getLabel = CreateLabelGetter(cursor, label);
        ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(score);
        var scores = new float[scoreType.Size];
        VBuffer<float> scoreBuffer = default;
        float labelValue = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            if (!(labelValue >= 0 && labelValue == (int)labelValue))
                continue;

            getScores(ref scoreBuffer);
            Environment.Check(scoreBuffer.Length == scores.Length, $"Column '{score.Name}': expected {scores.Length} scores, got {scoreBuffer.Length}");
            scoreBuffer.CopyTo(scores);
            if (scores.All(float.IsFinite))
                accumulator.Add((int)labelValue, scores);
        }
        return accumulator.GetMetrics(topKPredictionCount);
    }

    private static string[] GetClassNames(DataViewSchema.Column score, int classCount)
    {
        if (!score.HasSlotNames())
            return [.. Enumerable.Range(0, classCount).Select(index => index.ToString())];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
