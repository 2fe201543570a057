using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet;

/// <summary>One trial of a <see cref="ConvNetExperiment"/>, as it stood when it was reported; it does not change.</summary>
public sealed class ConvNetRunDetail
{
    private readonly Lazy<ITransformer?> _model;
    private readonly Lazy<MulticlassClassificationMetrics?> _metrics;
    private readonly Func<IEstimator<ITransformer>> _createEstimator;
    private readonly Func<ConvNetTrainer.Options> _createOptions;

    /// <param name="model">Reads the model when it is asked for; null for none.</param>
    /// <param name="metrics">Measures it when it is asked for; null for none.</param>
    internal ConvNetRunDetail(
        Func<ITransformer?> model, Func<MulticlassClassificationMetrics?> metrics, Func<IEstimator<ITransformer>> createEstimator, Func<ConvNetTrainer.Options> createOptions)
    {
        _model = new(model);
        _metrics = new(metrics);
        _createEstimator = createEstimator;
        _createOptions = createOptions;
    }

    /// <summary>Number of the trial, from 1: the first has the search space's initial values.</summary>
    public required int Trial { get; init; }

    /// <summary>How it stands.</summary>
    public required ConvNetRunState State { get; init; }

    /// <summary>The trainer and its network, for example <c>ConvNet small_x2</c>.</summary>
    public required string TrainerName { get; init; }

    /// <summary>What was chosen from the search space, by the names of its options (<see cref="ConvNetSearchSpace.Options"/>): numbers, texts, truth values.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Its epochs if it goes through to its end: so many that it takes as long as the first trial does.</summary>
    public required int MaximumEpochs { get; init; }

    /// <summary>The metric that is optimised (<see cref="ConvNetExperimentResult.OptimizingMetric"/>), on the validation rows, of the epoch that <see cref="Model"/> is of; <see langword="null"/> if there is none.</summary>
    public required double? Metric { get; init; }

    /// <summary>The mean cross-entropy of the same epoch on the validation rows, which decides between trials with equal metrics; <see langword="null"/> if there is none.</summary>
    public required double? LogLoss { get; init; }

    /// <summary>Time of the trial, training and evaluation, without that in which it was paused.</summary>
    public required double RuntimeInSeconds { get; init; }

    /// <summary>The learning curves; <see langword="null"/> if no epoch came to its end.</summary>
    public required TrainingHistory? TrainingHistory { get; init; }

    /// <summary>Why the trial diverged, took too much memory or failed; otherwise <see langword="null"/>.</summary>
    public required string? FailureReason { get; init; }

    /// <summary>
    /// The error that ended the trial; otherwise <see langword="null"/>. Of a trial of an earlier call, which was read from the folder, an <see cref="InvalidOperationException"/> with the
    /// reason.
    /// </summary>
    public required Exception? Exception { get; init; }

    /// <summary>
    /// The trained model, with the pre-featurizer if there was one: the weights of the epoch that was best on the validation rows in the last quarter of
    /// the trial's last stage, in which the learning rate has come down. <see langword="null"/> if no epoch came to its end. Models
    /// in <see cref="ConvNetExperimentSettings.CacheDirectory"/> are read when they are asked for.
    /// </summary>
    /// <exception cref="IOException">The model's file cannot be read.</exception>
    /// <exception cref="FormatException">The model's file is damaged.</exception>
    public ITransformer? Model => _model.Value;

    /// <summary>ML.NET's metrics of <see cref="Model"/> on the validation rows, top-k accuracy included; <see langword="null"/> without a model.</summary>
    /// <remarks>Those of a trial that was read from the folder are measured again when they are asked for.</remarks>
    /// <inheritdoc cref="Model" path="/exception"/>
    public MulticlassClassificationMetrics? ValidationMetrics => _metrics.Value;

    /// <summary>
    /// A new estimator with the trial's options, behind the pre-featurizer if there was one: to train on all rows, to cross-validate, or to use in a pipeline. It trains all
    /// <see cref="MaximumEpochs"/> epochs, with the learning-rate schedule laid out once over them, and returns the weights of the last.
    /// </summary>
    public IEstimator<ITransformer> Estimator => _createEstimator();

    /// <summary>A new copy of the options of <see cref="Estimator"/>'s trainer.</summary>
    public ConvNetTrainer.Options Options => _createOptions();

    /// <summary>Number, state, network, epochs and metric in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"Trial {Trial}: {State}, {TrainerName}, {Epochs} of {MaximumEpochs} epochs{(Metric is { } metric ? FormattableString.Invariant($", {metric:F4}") : "")}");
}
