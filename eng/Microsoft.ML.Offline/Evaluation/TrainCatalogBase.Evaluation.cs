using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public abstract partial class TrainCatalogBase
{
    /// <summary>Fits the estimator on all folds but one and evaluates it on that one, for each fold in turn.</summary>
    private protected IReadOnlyList<CrossValidationResult<TMetrics>> CrossValidate<TMetrics>(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds, string labelColumnName, string samplingKeyColumnName, int? seed, Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        Environment.CheckParam(numberOfFolds > 1, "numFolds", "Must be more than 1");

        // All folds are trained before the first is evaluated.
        var folds = new List<(ITransformer Model, IDataView Scores)>();
        var operations = new DataOperationsCatalog(Environment);
        foreach (DataOperationsCatalog.TrainTestData split in operations.CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed))
        {
            ITransformer model = estimator.Fit(split.TrainSet);
            folds.Add((model, model.Transform(split.TestSet)));
        }
        return [.. folds.Select((fold, index) => new CrossValidationResult<TMetrics>(fold.Model, evaluate(fold.Scores), fold.Scores, index))];
    }

    private protected static DataViewSchema.Column FindColumn(DataViewSchema schema, string name, string role)
        => schema.GetColumnOrNull(name) ?? throw Contracts.ExceptParam(nameof(schema), $"{name} column '{role}' not found");

    /// <summary>A label as a number: the class index of a key, 1 or 0 of a Boolean; NaN for a missing one.</summary>
    private protected static ValueGetter<float> CreateLabelGetter(DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type is BooleanDataViewType)
            return Converted<bool>(row, label, value => value ? 1 : 0);
        if (label.Type == NumberDataViewType.Double)
            return Converted<double>(row, label, value => (float)value);
        if (label.Type is not KeyDataViewType)
            return row.GetGetter<float>(label);
        return Type.GetTypeCode(label.Type.RawType) switch
        {
            TypeCode.Byte => FromKey<byte>(row, label),
            TypeCode.UInt16 => FromKey<ushort>(row, label),
            TypeCode.UInt32 => FromKey<uint>(row, label),
            _ => FromKey<ulong>(row, label),
        };
    }

    private static ValueGetter<float> FromKey<TKey>(DataViewRow row, DataViewSchema.Column label)
        where TKey : System.Numerics.IBinaryInteger<TKey>
        => Converted<TKey>(row, label, key => TKey.IsZero(key) ? float.NaN : float.CreateTruncating(key) - 1);

    private static ValueGetter<float> Converted<T>(DataViewRow row, DataViewSchema.Column label, Func<T, float> convert)
    {
        ValueGetter<T> get = row.GetGetter<T>(label);
        T raw = default;
        return (ref float value) =>
        {
            get(ref raw);
            value = convert(raw);
        };
    }
}
