using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.ConvNet;

/// <summary>What the trainers of convolutional networks share: they differ in the labels that they take and in the columns that their models append.</summary>
/// <seealso cref="ConvNetTrainer"/>
/// <seealso cref="ConvNetBinaryTrainer"/>
/// <seealso cref="ConvNetRegressionTrainer"/>
public abstract partial class ConvNetTrainerBase : ITrainerEstimator<ConvNetTransformer, ConvNetModelParameters>
{
    internal const string DefaultLabelColumnName = "Label";
    internal const string DefaultFeatureColumnName = "Features";
    internal const string DefaultScoreColumnName = "Score";
    internal const string DefaultPredictedLabelColumnName = "PredictedLabel";
    internal const string DefaultProbabilityColumnName = "Probability";
    internal const int DefaultEpoch = 10;
    internal const int DefaultBatchSize = 64;
    internal const float DefaultLearningRate = 0.001f;

    /// <summary>Pixels with a larger mean or deviation make training slow or unstable when they are not standardised.</summary>
    private const float UnscaledPixels = 8;

    /// <summary>The default schedule warms up over this part of the steps: Adam's first steps are as large as all others, and can leave dense layers dead.</summary>
    internal const int WarmupShare = 10;

    /// <summary>Threads that prepare images beside the network.</summary>
    private const int DataThreads = 1;

    private readonly IHost _host;
    private readonly OptionsBase _options;

    /// <param name="continued">The model whose training goes on, or null.</param>
    private protected ConvNetTrainerBase(IHostEnvironment environment, OptionsBase options, ConvNetModelParameters? continued = null)
    {
        OptionsRules.Check(options);
        _host = environment.Register(GetType().Name);
        _options = options.Copy();
        _continued = continued;
    }

    /// <summary>What the trainer logs to.</summary>
    private protected IHost Host => _host;

    /// <summary>Characteristics of the trainer: it standardises the pixels itself and keeps the rows in memory itself.</summary>
    public TrainerInfo Info { get; } = MlNetInterop.CreateTrainerInfo(normalization: false, caching: false, supportsValidation: true);

    /// <summary>Trains a network on these rows.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of another type, the images are too small for the network, or the initial weights do not fit it; the message says which.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is nothing to learn from (no usable rows, one class only), a row is bad, or the checkpoint to go on from is of another run; the message says which.
    /// </exception>
    /// <exception cref="OperationCanceledException">The options' token, or ML.NET, cancelled the training.</exception>
    /// <exception cref="IOException">There is no checkpoint to go on from, or the folder for checkpoints cannot be created.</exception>
    /// <exception cref="FormatException">The checkpoint to go on from is damaged.</exception>
    public ConvNetTransformer Fit(IDataView input) => Fit(input, _options.ValidationSet);

    /// <summary>Trains a network and measures it after every epoch on rows that it is not trained on.</summary>
    /// <param name="trainData">The training rows.</param>
    /// <param name="validationData">The validation rows; <see langword="null"/> for none but those that <see cref="OptionsBase.ValidationSetFraction"/> takes.</param>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public ConvNetTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        TrainerSchema.Check(MlNetInterop.ShapeOf(trainData.Schema), _options);
        OptionsRules.CheckValidation(_options, hasValidation: validationData is not null || _options.ValidationSetFraction is not null);
        if (validationData is not null) TrainerSchema.CheckValidation(MlNetInterop.ShapeOf(validationData.Schema), _options);
        return Fit(trainData.Schema, (seed, reporter) => ReadData(trainData, validationData, seed, reporter));
    }

    /// <summary>Trains a network on rows that have been read already, and may be shared by several trainings.</summary>
    /// <param name="schema">Schema of the view that they were read from.</param>
    /// <param name="training">The training rows, read as the options say.</param>
    /// <param name="validation">The validation rows.</param>
    internal ConvNetTransformer Fit(DataViewSchema schema, ImageDataSet training, ImageDataSet validation) => Fit(schema, (_, _) => (training, validation));

    private ConvNetTransformer Fit(DataViewSchema schema, Func<ulong, TrainingReporter, (ImageDataSet Training, ImageDataSet? Validation)> readData)
    {
        using var channel = _host.Start("Training");
        using var progress = _host.StartProgressChannel("ConvNet: training");
        var reporter = new TrainingReporter(_host, channel, progress, _options);
        var (network, architecture) = BuildNetwork(schema);
        var checkpoints = new RunCheckpoints(_options, reporter);
        ulong seed = _options.Seed is null && checkpoints.Seed is { } resumedSeed ? resumedSeed : NextSeed();
        var weights = StartingWeights(network, seed, reporter);
        var given = _options.GivenStatistics(network.InputShape.Channels);
        var (training, validation) = readData(seed, reporter);
        var statistics = ChooseStatistics(training, given, reporter);
        var targetStatistics = ChooseTargetStatistics(training, reporter);
        reporter.Info($"Network: {architecture}, {network}");

        using var trainingSource = TrainingSource(training, statistics, targetStatistics, seed, reporter);
        using var validationSource = validation is null
            ? null
            : WithTargets(BatchSources.Validation(validation, statistics, _options.BatchSize, reporter.ThrowIfCancelled), validation, targetStatistics);
        var settings = checkpoints.AddTo(
            CreateSettings(seed, training), () => RunDescription.Of(_options, network, training, validation, statistics, seed, reporter.ThrowIfCancelled));
        reporter.OnStart(settings.ResumeFrom?.Position ?? default);
        var result = NetworkTrainer.Train(network, weights, trainingSource, validationSource, settings, reporter);
        reporter.OnEnd(result);
        var labelValues = LabelValues.Of(training.LabelColumn.Column, training.ClassCount);
        var modelSettings = _options.ModelSettings(training.ImageColumn, _options.LabelColumnName);
        var history = new TrainingHistory([.. result.History], result.WeightsEpoch, result.End);
        var content = new ModelContent(modelSettings, network, result.Weights, statistics, labelValues, history, targetStatistics);
        return new ConvNetTransformer(content.With(_options.TestTimeEvaluation));
    }

    /// <summary>Checks the input columns and tells which columns the trained model appends.</summary>
    /// <param name="inputSchema">The columns of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TrainerSchema.Check(inputSchema, _options);
        return TrainerSchema.Output(inputSchema, _options);
    }

    /// <summary>Built before any row is read, so that images that are too small are known at once.</summary>
    private (Network Network, ConvNetArchitecture Architecture) BuildNetwork(DataViewSchema schema)
    {
        var images = ImageColumn.Bind(schema, _options.FeatureColumnName, _options.ImageColumnOptions(_options.ImageShape));
        var shape = images.Shape;
        var label = LabelColumn.Bind(schema, _options.LabelColumnName, _options.Task.LabelKind);
        CheckContinued(shape, label);
        CheckAugmentation(shape);
        var architecture = _options.Architecture ?? ConvNetArchitecture.ForImageSize(shape);
        var network = architecture.Build(shape, label.OutputCount);
        CheckEvaluation(images, network);
        return (network, architecture);
    }

    private void CheckEvaluation(ImageColumn images, Network network)
    {
        OptionsRules.CheckEvaluation(_options, network);
        if (_options.TestTimeEvaluation is not { } evaluation || images.Source == ImageSource.EncodedFile || evaluation.ImageShape(images.Shape) == images.Shape) return;
        throw new ArgumentOutOfRangeException(
            nameof(OptionsBase.TestTimeEvaluation),
            $"{nameof(OptionsBase.TestTimeEvaluation)} ({evaluation}) needs images of {evaluation.ImageShape(images.Shape)}, but column '{images.Column.Name}' has pixels of {images.Shape} to train on: "
            + $"train on encoded images, which are read at both sizes, or give the evaluation to the trained model ({nameof(ConvNetTransformer.WithTestTimeEvaluation)}).");
    }

    private void CheckAugmentation(ImageShape shape)
    {
        try
        {
            _options.Augmentation.Check(shape);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentOutOfRangeException(nameof(OptionsBase.Augmentation), $"{nameof(OptionsBase.Augmentation)}: {exception.Message}");
        }
    }

    /// <summary>Also before any row is read.</summary>
    private Weights StartingWeights(Network network, ulong seed, TrainingReporter reporter)
    {
        if (_options.InitialWeights is not { } given) return network.InitializeWeights(seed);
        var match = network.MatchWeights(given);
        if (match.Problem(_options.AllowPartialWeights) is { } problem)
        {
            string hint = _options.AllowPartialWeights ? "" : $" {nameof(OptionsBase.AllowPartialWeights)} takes what fits and starts the others at random.";
            throw new ArgumentOutOfRangeException(nameof(OptionsBase.InitialWeights), $"{nameof(OptionsBase.InitialWeights)}: {problem}{hint}");
        }

        reporter.Info($"Initial weights: {match}");
        return network.LoadWeights(given, _options.AllowPartialWeights, seed, out _);
    }

    private ulong NextSeed()
    {
        // The environment's generator is not safe for several threads, and one trainer may be fitted by several.
        lock (_host) return _options.Seed is { } seed ? (ulong)seed : (ulong)_host.Rand.Next();
    }

    private (ImageDataSet Training, ImageDataSet? Validation) ReadData(IDataView trainData, IDataView? validationData, ulong seed, TrainingReporter reporter)
    {
        var options = _options.DataSetOptions();
        ImageDataSet training;
        ImageDataSet? validation = null;
        if (validationData is null && _options.ValidationSetFraction is { } fraction)
        {
            (training, validation) = ImageDataSet.ReadSplit(trainData, options, fraction, seed, reporter.ThrowIfCancelled);
        }
        else
        {
            training = ImageDataSet.ReadTraining(trainData, options, reporter.ThrowIfCancelled);
            if (validationData is not null) validation = ImageDataSet.ReadValidation(validationData, options, training, reporter.ThrowIfCancelled);
        }

        Report("Training", training, reporter);
        if (!training.IsCached && _options.Shuffle && training.IsSortedByLabel)
        {
            reporter.Warning(
                $"The training rows come almost sorted by label, and only rows that follow each other within CacheLimit are shuffled. Bring them into a random order before, or raise CacheLimit.");
        }

        if (validation is not null) Report("Validation", validation, reporter);
        return (training, validation);
    }

    private IBatchSource TrainingSource(ImageDataSet training, PixelStatistics statistics, PixelStatistics? targetStatistics, ulong seed, TrainingReporter reporter)
    {
        var source = BatchSources.Training(
            training, statistics, _options.Augmentation, seed, _options.Shuffle, _options.BatchSize, DataThreads, reporter.ThrowIfCancelled);
        return WithTargets(source, training, targetStatistics);
    }

    private static void Report(string purpose, ImageDataSet data, TrainingReporter reporter)
    {
        var counts = data.Counts;
        string memory = data.IsCached
            ? $"{Mebibytes(data.Cache.MemoryBytes)} MiB"
            : $"read again in every epoch, because they take more than {nameof(OptionsBase.CacheLimit)} ({Mebibytes(data.CacheLimit)} MiB)";
        string labels = data.ClassCount > 0 ? $"in {data.ClassCount} classes" : $"with {data.LabelColumn.OutputCount} numbers each";
        reporter.Info($"{purpose} data: {counts.Used} images of {data.ImageShape} (channels x height x width) {labels}, {memory}");
        if (counts.MissingLabel > 0) reporter.Info($"{purpose} data: {counts.MissingLabel} of {counts.Rows} rows were skipped because their label is missing");
        if (counts.BadImage > 0) reporter.Info($"{purpose} data: {counts.BadImage} of {counts.Rows} rows were skipped because their image cannot be used");
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):F1}");

    private PixelStatistics ChooseStatistics(ImageDataSet training, PixelStatistics? given, TrainingReporter reporter)
    {
        var statistics = given ?? training.ComputeStatistics();
        string mean = List(statistics.Mean), deviation = List(statistics.Deviation);
        if (_options.Standardize)
        {
            reporter.Info($"Pixels are standardised by channel: mean {mean}, deviation {deviation}; the model keeps these and scoring applies them");
            return statistics;
        }

        reporter.Info($"Pixels are used as they are (Standardize is off): mean by channel {mean}, deviation {deviation}");
        if (statistics.Mean.Concat(statistics.Deviation).Any(value => Math.Abs(value) > UnscaledPixels))
            reporter.Warning($"The pixels look unscaled; networks learn badly from such values. Turn Standardize on, or scale the pixels before.");
        return PixelStatistics.Identity(training.ImageShape.Channels);
    }

    private static string List(IEnumerable<float> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Those of the training rows, or of the model that goes on: its outputs are in their units.</summary>
    private PixelStatistics? ChooseTargetStatistics(ImageDataSet training, TrainingReporter reporter)
    {
        if (training.ComputeTargetStatistics() is not { } statistics) return null;
        if (_continued is { TargetMeans: { } means, TargetDeviations: { } deviations }) statistics = new PixelStatistics(means, deviations);
        reporter.Info($"Labels are standardised: mean {List(statistics.Mean)}, deviation {List(statistics.Deviation)}; the model keeps these and scores are in the labels' own units");
        return statistics;
    }

    /// <summary>The batches as the loss takes them.</summary>
    private IBatchSource WithTargets(IBatchSource source, ImageDataSet data, PixelStatistics? statistics)
    {
        if (data.LabelColumn.Targets is not { } targets) return source;
        if (statistics is not null) targets = targets.Standardized(statistics.Mean.AsSpan(), statistics.Deviation.AsSpan());
        return new TargetBatchSource(source, targets, _options.BatchSize);
    }

    private Loss CreateLoss(ImageDataSet training)
    {
        var loss = _options.Loss ?? _options.Task.DefaultLoss;
        if (!_options.BalanceClasses) return loss;
        var rows = training.RowsOfClass;
        if (loss is BinaryCrossEntropyLoss binary) return binary with { PositiveWeight = (double)rows[0] / rows[1] };
        int classes = rows.Count(count => count > 0);
        ImmutableArray<float> weights = [.. rows.Select(count => count > 0 ? (float)((double)training.RowCount / classes / count) : 1)];
        return loss is FocalLoss focal ? focal with { Alpha = weights } : (CrossEntropyLoss)loss with { ClassWeights = weights };
    }

    private TrainingSettings CreateSettings(ulong seed, ImageDataSet training)
    {
        var optimizer = _options.Optimizer ?? new Adam();
        if (_options.L2Regularization > 0) optimizer = optimizer with { WeightDecay = _options.L2Regularization };
        if (_options.L1Regularization > 0) optimizer = optimizer with { L1Penalty = _options.L1Regularization };
        var settings = new TrainingSettings
        {
            Epochs = _options.Epoch,
            BatchSize = _options.BatchSize,
            AccumulationSteps = _options.GradientAccumulationSteps,
            Loss = CreateLoss(training),
            Optimizer = optimizer,
            Updates = new UpdateSettings
            {
                Groups = [.. _options.ParameterGroups ?? []], MaximumGradientNorm = _options.GradientClipNorm, MaximumGradient = _options.GradientClipValue,
            },
            Schedule = _options.LearningRateSchedule ?? new CosineRate(_options.LearningRate),
            WeightAverageDecay = _options.WeightAverageDecay,
            EarlyStopping = _options.EarlyStoppingCriteria,
            ReturnBestOnCancellation = _options.ReturnBestModelOnCancellation,
            Seed = seed,
            Threads = _options.NumberOfThreads ?? Environment.ProcessorCount,
            ExactConvolution = _options.ExactConvolution,
            RecomputeActivations = _options.RecomputeActivations,
        };
        if (_options.LearningRateSchedule is not null) return settings;
        return settings with { Schedule = settings.Schedule.WarmUp(settings.Epochs * settings.StepsPerEpoch(training.RowCount) / WarmupShare) };
    }
}
