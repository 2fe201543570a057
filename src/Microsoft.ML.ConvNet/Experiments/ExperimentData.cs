using System.Globalization;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>The rows of an experiment, read once for all trials.</summary>
internal sealed class ExperimentData
{
    /// <summary>The fitted pre-featurizer; null for none.</summary>
    public required ITransformer? Featurizer { get; init; }

    /// <summary>Schema of the rows as the trainer sees them.</summary>
    public required DataViewSchema Schema { get; init; }

    public required ImageDataSet Training { get; init; }

    public required ImageDataSet Validation { get; init; }

    /// <summary>The validation rows as the trainer sees them, for ML.NET's evaluation; in memory, if they fit.</summary>
    public required IDataView ValidationView { get; init; }

    /// <summary>The validation rows before the pre-featurizer.</summary>
    public required IDataView ValidationSet { get; init; }

    /// <summary>Bytes that all of it takes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Fits the pre-featurizer, holds rows out if none are given for validation, and reads the rows.</summary>
    /// <param name="options">How rows are read.</param>
    /// <param name="fraction">Share of each class that is held out when there are no validation rows.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="info">Told what was done.</param>
    /// <param name="throwIfCancelled">Called before every row.</param>
    public static ExperimentData Read(
        IDataView train, IDataView? validation, IEstimator<ITransformer>? preFeaturizer, ConvNetTrainer.Options options, float fraction, int seed, Action<string> info, Action throwIfCancelled)
    {
        // On all rows, held-out ones too: they must be in the same classes, and a class may be rare.
        var featurizer = preFeaturizer?.Fit(train);
        var rows = featurizer?.Transform(train) ?? train;
        TrainerSchema.Check(MlNetInterop.ShapeOf(rows.Schema), options);
        IDataView trainingRows = rows, validationRows, validationSet;
        if (validation is not null)
        {
            validationSet = validation;
            validationRows = featurizer?.Transform(validation) ?? validation;
            TrainerSchema.CheckValidation(MlNetInterop.ShapeOf(validationRows.Schema), options);
        }
        else
        {
            if (featurizer is { IsRowToRowMapper: false })
                throw new InvalidOperationException("The pre-featurizer must keep the rows as they come (be a row-to-row mapper) when no validation rows are given, because some of them are held out.");
            var split = StratifiedSplit.Of(rows, options.LabelColumnName, fraction, seed, throwIfCancelled);
            (trainingRows, validationRows, validationSet) = (split.Rest(rows), split.Held(rows), split.Held(train));
            info(string.Create(
                CultureInfo.InvariantCulture,
                $"No validation rows were given: {split.HeldCount} of {split.RowCount} rows, {fraction:P0} of each class, are held out once for all trials (seed {seed}); trials are trained on the others"));
        }

        var dataOptions = options.DataSetOptions();
        var training = ImageDataSet.ReadTraining(trainingRows, dataOptions, throwIfCancelled);
        var held = ImageDataSet.ReadValidation(validationRows, dataOptions, training, throwIfCancelled);
        info(string.Create(
            CultureInfo.InvariantCulture, $"{training.RowCount} training and {held.RowCount} validation images of {training.ImageShape} (channels x height x width) in {training.ClassCount} classes"));

        // ML.NET's cache holds four bytes a value.
        long viewBytes = sizeof(float) * held.RowCount * held.ImageShape.Size;
        bool isCached = held.IsCached && viewBytes <= held.CacheLimit;
        return new ExperimentData
        {
            Featurizer = featurizer,
            Schema = rows.Schema,
            Training = training,
            Validation = held,
            ValidationView = isCached ? new MLContext(seed).Data.Cache(validationRows) : validationRows,
            ValidationSet = validationSet,
            MemoryBytes = Bytes(training) + Bytes(held) + (isCached ? viewBytes : 0),
        };
    }

    /// <summary>A model that takes rows before the pre-featurizer.</summary>
    public ITransformer WholeModel(ConvNetTransformer model) => Featurizer is null ? model : Featurizer.Append(model);

    private static long Bytes(ImageDataSet data) => data.IsCached ? data.Cache.MemoryBytes : data.CacheLimit;
}
