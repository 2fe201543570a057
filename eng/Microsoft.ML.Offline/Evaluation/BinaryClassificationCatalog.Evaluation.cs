using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class BinaryClassificationCatalog
{
    /// <summary>Compares the scores with the labels; a score above 0 says yes. Rows whose label is missing or whose score is not finite are left out.</summary>
    /// <param name="data">Scored data.</param>
    /// <param name="labelColumnName">The truth: Boolean, Single or Double (above 0 is yes), or a key of two values.</param>
    /// <param name="scoreColumnName">Single.</param>
    /// <param name="probabilityColumnName">Single: the probability of yes, from which the log-loss is computed.</param>
    /// <param name="predictedLabelColumnName">Must exist; predictions are taken from the scores.</param>
    public CalibratedBinaryClassificationMetrics Evaluate(IDataView data, string labelColumnName = DefaultColumnNames.Label,
        string scoreColumnName = DefaultColumnNames.Score, string probabilityColumnName = DefaultColumnNames.Probability,
        string predictedLabelColumnName = DefaultColumnNames.PredictedLabel)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));
        Environment.CheckNonEmpty(probabilityColumnName, nameof(probabilityColumnName));
        Environment.CheckNonEmpty(predictedLabelColumnName, nameof(predictedLabelColumnName));

        DataViewSchema schema = data.Schema;
        DataViewSchema.Column label = FindColumn(schema, labelColumnName, DefaultColumnNames.Label);
        DataViewSchema.Column score = FindColumn(schema, scoreColumnName, DefaultColumnNames.Score);
        DataViewSchema.Column probability = FindColumn(schema, probabilityColumnName, DefaultColumnNames.Probability);
        FindColumn(schema, predictedLabelColumnName, DefaultColumnNames.PredictedLabel);
        if (score.Type != NumberDataViewType.Single)
            throw Environment.ExceptSchemaMismatch(nameof(schema), "score", score.Name, "Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double && label.Type is not BooleanDataViewType
            && label.Type is not KeyDataViewType { Count: 2 })
        {
            throw Environment.ExceptSchemaMismatch(nameof(schema), "label", label.Name, "Single, Double, Boolean, or a Key with cardinality 2", label.Type.ToString());
        }
        if (probability.Type != NumberDataViewType.Single)
            throw Environment.ExceptSchemaMismatch(nameof(schema), "probability", probability.Name, "Single", probability.Type.ToString());

        var accumulator = new BinaryMetricsAccumulator();
        using DataViewRowCursor cursor = data.GetRowCursor([label, score, probability]);
        ValueGetter<float> getLabel = CreateLabelGetter(cursor, label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        ValueGetter<float> getProbability = cursor.GetGetter<float>(probability);
        float labelValue = 0, scoreValue = 0, probabilityValue = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            if (!float.IsFinite(scoreValue) || float.IsNaN(labelValue))
                continue;
            getProbability(ref probabilityValue);
            accumulator.Add(labelValue > 0, scoreValue, probabilityValue);
        }
        return accumulator.GetMetrics();
    }
}
