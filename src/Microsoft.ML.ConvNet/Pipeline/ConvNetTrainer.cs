using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.ConvNet;

/// <summary>The <see cref="IEstimator{TTransformer}"/> for training a convolutional network that predicts the class of an image.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [ConvNet](xref:Microsoft.ML.ConvNetCatalog.ConvNet*).
///
/// ### Input and Output Columns
/// The label column must be a [key](xref:Microsoft.ML.Data.KeyDataViewType) of Byte, UInt16, UInt32 or UInt64. The feature column holds images:
///
/// | Feature Column Type | Made by | Shape of the images |
/// | -- | -- | -- |
/// | Known-size vector of Single or Byte with three dimensions | ExtractPixels | read from the dimensions: (C, H, W), or (H, W, C) when interleaved |
/// | Known-size vector of Single or Byte with two dimensions | | (1, H, W) |
/// | Known-size vector of Single or Byte with one dimension | | the option ImageShape |
/// | Variable-size vector of Byte | LoadRawImageBytes | the option ImageShape, to which the decoded images are resized |
///
/// This trainer outputs the following columns:
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `PredictedLabel` | [key](xref:Microsoft.ML.Data.KeyDataViewType) of UInt32 | The most probable class; missing when the pixels are not finite. |
/// | `Score` | Vector of Single | The probability of each class: the softmax of the network's output. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No: mean and deviation of each channel are taken from the training set and kept in the model |
/// | Is caching required? | No: the rows are read once and kept in memory, if they fit |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.ConvNet |
/// | Exportable to ONNX | No |
///
/// ### Training Algorithm Details
/// The network is trained with mini-batches: the cross-entropy of the softmax, weighted by the example weights, is minimised by Adam or by stochastic gradient
/// descent with momentum, at a learning rate that by default rises over the first tenth of the steps and then falls along half a cosine. Rows whose label is
/// missing are skipped. The same seed gives the same weights, whatever the number of threads.
/// ]]></format>
/// </remarks>
/// <seealso cref="ConvNetCatalog.ConvNet(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, ConvNetArchitecture, int, int, float, IDataView)"/>
/// <seealso cref="ConvNetCatalog.ConvNet(MulticlassClassificationCatalog.MulticlassClassificationTrainers, Options)"/>
/// <seealso cref="Options"/>
public sealed partial class ConvNetTrainer : ITrainerEstimator<ConvNetTransformer, ConvNetModelParameters>
{
    internal const string DefaultLabelColumnName = "Label";
    internal const string DefaultFeatureColumnName = "Features";
    internal const string DefaultScoreColumnName = "Score";
    internal const string DefaultPredictedLabelColumnName = "PredictedLabel";
    internal const int DefaultEpoch = 10;
    internal const int DefaultBatchSize = 64;
    internal const float DefaultLearningRate = 0.001f;

    /// <summary>Pixels with a larger mean or deviation make training slow or unstable when they are not standardised.</summary>
    private const float UnscaledPixels = 8;

    /// <summary>The default schedule warms up over this part of the steps: Adam's first steps are as large as all others, and can leave dense layers dead.</summary>
    private const int WarmupShare = 10;

    /// <summary>Threads that prepare images beside the network.</summary>
    private const int DataThreads = 1;

    private readonly IHost _host;
    private readonly Options _options;

    internal ConvNetTrainer(IHostEnvironment environment, Options options)
    {
        OptionsRules.Check(options);
        _host = environment.Register(nameof(ConvNetTrainer));
        _options = options.Copy();
    }

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
    /// <param name="validationData">The validation rows; <see langword="null"/> for none but those that <see cref="Options.ValidationSetFraction"/> takes.</param>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public ConvNetTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        TrainerSchema.Check(MlNetInterop.ShapeOf(trainData.Schema), _options);
        OptionsRules.CheckValidation(_options, hasValidation: validationData is not null || _options.ValidationSetFraction is not null);
        if (validationData is not null) TrainerSchema.Check(MlNetInterop.ShapeOf(validationData.Schema), _options);

        using var channel = _host.Start("Training");
        using var progress = _host.StartProgressChannel("ConvNet: training");
        var reporter = new TrainingReporter(_host, channel, progress, _options);
        var (network, architecture) = BuildNetwork(trainData.Schema);
        var checkpoints = new RunCheckpoints(_options, reporter);
        ulong seed = _options.Seed is null && checkpoints.Seed is { } resumedSeed ? resumedSeed : NextSeed();
        var weights = StartingWeights(network, seed, reporter);
        var given = _options.GivenStatistics(network.InputShape.Channels);
        var (training, validation) = ReadData(trainData, validationData, seed, reporter);
        var statistics = ChooseStatistics(training, given, reporter);
        reporter.Info($"Network: {architecture}, {network}");

        using var trainingSource = TrainingSource(training, statistics, seed, reporter);
        using var validationSource = validation is null ? null : BatchSources.Validation(validation, statistics, _options.BatchSize, reporter.ThrowIfCancelled);
        var settings = checkpoints.AddTo(
            CreateSettings(seed, training), () => RunDescription.Of(_options, network, training, validation, statistics, seed, reporter.ThrowIfCancelled));
        reporter.OnStart(settings.ResumeFrom?.Position ?? default);
        var result = NetworkTrainer.Train(network, weights, trainingSource, validationSource, settings, reporter);
        reporter.OnEnd(result);
        var labelValues = LabelValues.Of(training.LabelColumn.Column, training.ClassCount);
        var modelSettings = _options.ModelSettings(training.ImageColumn, _options.LabelColumnName);
        var history = new TrainingHistory([.. result.History], result.WeightsEpoch, result.End);
        return new ConvNetTransformer(new ModelContent(modelSettings, network, result.Weights, statistics, labelValues, history));
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
        var shape = ImageColumn.Bind(schema, _options.FeatureColumnName, _options.ImageColumnOptions(_options.ImageShape)).Shape;
        var label = LabelColumn.Bind(schema, _options.LabelColumnName);
        CheckContinued(shape, label);
        CheckAugmentation(shape);
        var architecture = _options.Architecture ?? ConvNetArchitecture.ForImageSize(shape);
        return (architecture.Build(shape, label.ClassCount), architecture);
    }

    private void CheckAugmentation(ImageShape shape)
    {
        try
        {
            _options.Augmentation.Check(shape);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentOutOfRangeException(nameof(Options.Augmentation), $"{nameof(Options.Augmentation)}: {exception.Message}");
        }
    }

    /// <summary>Also before any row is read.</summary>
    private Weights StartingWeights(Network network, ulong seed, TrainingReporter reporter)
    {
        if (_options.InitialWeights is not { } given) return network.InitializeWeights(seed);
        var match = network.MatchWeights(given);
        if (match.Problem(_options.AllowPartialWeights) is { } problem)
        {
            string hint = _options.AllowPartialWeights ? "" : $" {nameof(Options.AllowPartialWeights)} takes what fits and starts the others at random.";
            throw new ArgumentOutOfRangeException(nameof(Options.InitialWeights), $"{nameof(Options.InitialWeights)}: {problem}{hint}");
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
        var options = new ImageDataSetOptions
        {
            FeatureColumnName = _options.FeatureColumnName,
            LabelColumnName = _options.LabelColumnName,
            ExampleWeightColumnName = _options.ExampleWeightColumnName,
            ImagePathColumnName = _options.ImagePathColumnName,
            Image = _options.ImageColumnOptions(_options.ImageShape),
            SkipUnreadableImages = _options.SkipUnreadableImages,
            CacheLimit = _options.CacheLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
        };
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

    private IBatchSource TrainingSource(ImageDataSet training, PixelStatistics statistics, ulong seed, TrainingReporter reporter) => BatchSources.Training(
        training, statistics, _options.Augmentation, seed, _options.Shuffle, _options.BatchSize, DataThreads, reporter.ThrowIfCancelled);

    private static void Report(string purpose, ImageDataSet data, TrainingReporter reporter)
    {
        var counts = data.Counts;
        string memory = data.IsCached
            ? $"{Mebibytes(data.Cache.MemoryBytes)} MiB"
            : $"read again in every epoch, because they take more than {nameof(Options.CacheLimit)} ({Mebibytes(data.CacheLimit)} MiB)";
        reporter.Info($"{purpose} data: {counts.Used} images of {data.ImageShape} (channels x height x width) in {data.ClassCount} classes, {memory}");
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

        static string List(IEnumerable<float> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
    }

    private Loss CreateLoss(ImageDataSet training)
    {
        var loss = _options.Loss ?? Loss.CrossEntropy();
        if (!_options.BalanceClasses) return loss;
        int classes = training.RowsOfClass.Count(rows => rows > 0);
        ImmutableArray<float> weights = [.. training.RowsOfClass.Select(rows => rows > 0 ? (float)((double)training.RowCount / classes / rows) : 1)];
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
        };
        if (_options.LearningRateSchedule is not null) return settings;
        return settings with { Schedule = settings.Schedule.WarmUp(settings.Epochs * settings.StepsPerEpoch(training.RowCount) / WarmupShare) };
    }
}
