using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class RegressionCatalog
{
    /// <summary>Compares the scores with the labels. Rows whose label or score is NaN are left out.</summary>
    /// <param name="data">Scored data.</param>
    /// <param name="labelColumnName">The true value: Single.</param>
    /// <param name="scoreColumnName">The predicted value: Single.</param>
    public RegressionMetrics Evaluate(IDataView data, string labelColumnName = DefaultColumnNames.Label, string scoreColumnName = DefaultColumnNames.Score)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));

        DataViewSchema schema = data.Schema;
        DataViewSchema.Column label = FindColumn(schema, labelColumnName, DefaultColumnNames.Label);
        DataViewSchema.Column score = FindColumn(schema, scoreColumnName, DefaultColumnNames.Score);
        if (score.Type != NumberDataViewType.Single)
            throw Environment.ExceptSchemaMismatch(nameof(schema), "score", score.Name, "Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single)
            throw Environment.ExceptSchemaMismatch(nameof(schema), "label", label.Name, "Single", label.Type.ToString());

        double rows = 0, absolute = 0, squared = 0, loss = 0, labels = 0, squaredLabels = 0;
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> getLabel = cursor.GetGetter<float>(label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        float labelValue = 0, scoreValue = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            if (float.IsNaN(labelValue) || float.IsNaN(scoreValue))
                continue;
            double error = Math.Abs((double)labelValue - scoreValue);
            rows++;
            absolute += error;
            squared += error * error;
            // The loss function and the labels' squares are of single precision in ML.NET.
            float difference = scoreValue - labelValue;
            loss += difference * difference;
            labels += labelValue;
            squaredLabels += labelValue * labelValue;
        }

        if (rows == 0)
            return new RegressionMetrics();
        double variation = squaredLabels - labels * labels / rows;
        return new RegressionMetrics
        {
            MeanAbsoluteError = absolute / rows,
            MeanSquaredError = squared / rows,
            RootMeanSquaredError = Math.Sqrt(squared / rows),
            LossFunction = loss / rows,
            RSquared = variation == 0 ? double.NaN : 1 - squared / variation,
        };
    }
}
