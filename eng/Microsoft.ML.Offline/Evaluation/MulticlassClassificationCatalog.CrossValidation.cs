using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    /// <summary>Fits the estimator on all folds but one and evaluates it on that one, for each fold in turn.</summary>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = DefaultColumnNames.Label, string samplingKeyColumnName = null, int? seed = null)
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
        return [.. folds.Select((fold, index) => new CrossValidationResult<MulticlassClassificationMetrics>(
            fold.Model, Evaluate(fold.Scores, labelColumnName), fold.Scores, index))];
    }
}
