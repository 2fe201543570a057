using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Experiments;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Training.Checkpoints;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Looks for the network and the options that classify images best, in a given time: give it pictures, get a model and an honest table of what was tried. Made by
/// <see cref="ConvNetExperimentCatalog.CreateConvNetExperiment(MulticlassClassificationCatalog, ConvNetExperimentSettings)"/>; docs/experiments.md tells how it searches, and why so.
/// </summary>
public sealed class ConvNetExperiment
{
    private readonly MulticlassClassificationCatalog _catalog;
    private readonly ConvNetExperimentSettings _settings;
    private readonly IHost _host;
    private readonly TimeProvider _time;

    internal ConvNetExperiment(MulticlassClassificationCatalog catalog, ConvNetExperimentSettings settings, TimeProvider? time = null)
    {
        ExperimentRules.Check(settings);
        _catalog = catalog;
        _settings = settings.Copy();
        _host = MlNetInterop.GetEnvironment(catalog.Trainers).Register(nameof(ConvNetExperiment));
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Runs the experiment, or continues the one in <see cref="ConvNetExperimentSettings.CacheDirectory"/>.</summary>
    /// <param name="trainData">The training rows.</param>
    /// <param name="validationData">
    /// Rows that trials are measured on and not trained on. <see langword="null"/>: a share of each class (<see cref="ConvNetExperimentSettings.ValidationSetFraction"/>) is held out of the training rows, once.
    /// </param>
    /// <param name="labelColumnName">The label column, behind the pre-featurizer: a key.</param>
    /// <param name="preFeaturizer">
    /// What makes the label and the pixels of the rows, for example MapValueToKey, LoadImages, ResizeImages and ExtractPixels; it is fitted once, on all training rows. <see langword="null"/>: the rows have them.
    /// </param>
    /// <param name="progressHandler">Told after every epoch; keep it short.</param>
    /// <returns>All trials and the best of them. When the time was up or the experiment was cancelled, those that there were until then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is nothing to learn from, a row is bad, no trial came to a model, or the folder is of another experiment; the message says which.
    /// </exception>
    /// <exception cref="TimeoutException">The time was up before any trial could be measured.</exception>
    /// <exception cref="OperationCanceledException">The experiment was cancelled before any trial could be measured.</exception>
    /// <exception cref="IOException">The folder cannot be used, or another process uses it.</exception>
    /// <exception cref="FormatException">The log in the folder is damaged before its last line, or another version of the library wrote it.</exception>
    public ConvNetExperimentResult Execute(
        IDataView trainData, IDataView? validationData = null, string labelColumnName = "Label", IEstimator<ITransformer>? preFeaturizer = null,
        IProgress<ConvNetExperimentProgress>? progressHandler = null) =>
        Execute(trainData, validationData, labelColumnName, preFeaturizer, progressHandler, CancellationToken.None);

    /// <summary>As <see cref="Execute(IDataView, IDataView?, string, IEstimator{ITransformer}?, IProgress{ConvNetExperimentProgress}?)"/>, on a thread of its own.</summary>
    /// <param name="cancellationToken">Ends the experiment, like <see cref="ConvNetExperimentSettings.CancellationToken"/>: the task's result is then the best until there.</param>
    /// <inheritdoc cref="Execute(IDataView, IDataView?, string, IEstimator{ITransformer}?, IProgress{ConvNetExperimentProgress}?)" path="/*[not(self::summary)]"/>
    public Task<ConvNetExperimentResult> ExecuteAsync(
        IDataView trainData, IDataView? validationData = null, string labelColumnName = "Label", IEstimator<ITransformer>? preFeaturizer = null,
        IProgress<ConvNetExperimentProgress>? progressHandler = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(
            () => Execute(trainData, validationData, labelColumnName, preFeaturizer, progressHandler, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private ConvNetExperimentResult Execute(
        IDataView trainData, IDataView? validationData, string labelColumnName, IEstimator<ITransformer>? preFeaturizer, IProgress<ConvNetExperimentProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        var clock = new ExperimentClock(_time, TimeSpan.FromSeconds(_settings.MaxExperimentTimeInSeconds));
        using var channel = _host.Start("Experiment");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using var log = _settings.CacheDirectory is { } folder ? ExperimentLog.Open(folder) : null;
        int seed = _settings.Seed ?? log?.Header?.Seed ?? _host.Rand.Next();
        var shared = SharedOptions(labelColumnName);
        var data = ExperimentData.Read(trainData, validationData, preFeaturizer, shared, _settings.ValidationSetFraction, seed, Info, ThrowIfEnded);
        var space = _settings.SearchSpace ?? ConvNetSearchSpace.For(data.Training.ImageShape, data.Training.ClassCount);
        var description = Describe(data, space, shared, seed, ThrowIfEnded);
        if (log?.Header is { } header && description.DifferencesFrom(header.Description) is { Count: > 0 } differences)
        {
            throw new InvalidOperationException(
                $"The folder '{_settings.CacheDirectory}' is of another experiment, which this one cannot continue: {string.Join("; ", differences)}. Give another {nameof(_settings.CacheDirectory)}.");
        }

        var stages = log?.Header?.Stages
            ?? ExperimentPlan.Stages(_settings, _settings.MaximumEpochs ?? ChooseEpochs(data, space, shared, seed, clock, Warning, cancellation.Token));
        if (log is { Header: null }) log.Begin(new ExperimentHeader(description, seed, stages));
        Info($"Stages of {string.Join(", ", stages)} epochs of the first trial, and of others in as much time; {Count(log?.Records.Select(record => record.Trial).Distinct().Count() ?? 0, "trial")} of earlier calls");

        string? temporary = _settings.CacheDirectory is null ? Directory.CreateTempSubdirectory("convnet-experiment-").FullName : null;
        try
        {
            var models = new ModelStore(_settings.CacheDirectory, Warning);
            var options = new TrialOptions(space, shared, seed, stages);
            var trainer = new TrialTrainer(_catalog, _settings, data, options, models, Path.Combine(temporary ?? _settings.CacheDirectory!, "checkpoints"));
            var plan = ExperimentPlan.Of(_settings, space, seed, stages.Count, data.Validation.RowCount);
            var details = new RunDetails(_catalog, plan, data, options, trainer, models, preFeaturizer);
            var run = new ExperimentRun(plan, trainer, log, clock, Report, cancellation.Token);
            var end = run.Run();
            Info($"The experiment ended ({end}) after {Count(run.Trials.Count, "trial")}, {clock.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s");
            int bestNumber = (run.Best ?? throw NoModel(end, run.Trials, cancellation.Token)).Number;
            ImmutableArray<ConvNetRunDetail> all = [.. run.Trials.Select(details.Of)];
            return new ConvNetExperimentResult
            {
                BestRun = all.Single(detail => detail.Trial == bestNumber),
                RunDetails = all,
                End = end,
                OptimizingMetric = _settings.OptimizingMetric,
                TopK = Math.Min(_settings.TopK, data.Training.ClassCount),
                SearchSpace = space,
                ValidationSet = data.ValidationSet,
                LabelColumnName = labelColumnName,
                Seed = seed,
                Duration = clock.Elapsed,
            };

            void Report(Trial trial, Trial? best)
            {
                if (trial is { State: not ConvNetRunState.Running }) Info(details.Of(trial) + (trial.Reason is { } reason ? $": {reason}" : ""));
                progress?.Report(new ConvNetExperimentProgress(details.Of(trial), best is null ? null : details.Of(best), clock.Elapsed, clock.Remaining));
            }
        }
        finally
        {
            if (temporary is not null) Directory.Delete(temporary, recursive: true);
        }

        void Info(string message) => channel.Info(MessageSensitivity.None, "{0}", message);

        void Warning(string message) => channel.Warning(MessageSensitivity.None, "{0}", message);

        void ThrowIfEnded()
        {
            cancellation.Token.ThrowIfCancellationRequested();
            MlNetInterop.CheckAlive(_host);
            if (clock.IsTimeUp) throw NoTime("The rows were still being read.");
        }
    }

    /// <summary>The options of all trials, without what is the experiment's own.</summary>
    private ConvNetTrainer.Options SharedOptions(string labelColumnName)
    {
        var options = (ConvNetTrainer.Options?)_settings.TrainerOptions?.Copy() ?? new ConvNetTrainer.Options();
        options.LabelColumnName = labelColumnName;
        options.NumberOfThreads = _settings.NumberOfThreads;
        return options;
    }

    private RunFingerprint Describe(ExperimentData data, ConvNetSearchSpace space, ConvNetTrainer.Options shared, int seed, Action throwIfCancelled) => new(
    [
        new("the training data", RunDescription.Describe(data.Training, throwIfCancelled)),
        new("the validation data", RunDescription.Describe(data.Validation, throwIfCancelled)),
        new("Seed", seed.ToString(CultureInfo.InvariantCulture)),
        new(nameof(_settings.SearchSpace), space.ToString()),
        new(nameof(_settings.OptimizingMetric), $"{_settings.OptimizingMetric}"),
        new(nameof(_settings.TopK), _settings.TopK.ToString(CultureInfo.InvariantCulture)),
        new(nameof(_settings.SearchAlgorithm), $"{_settings.SearchAlgorithm}"),
        new(nameof(_settings.ReductionFactor), _settings.ReductionFactor.ToString(CultureInfo.InvariantCulture)),
        new(nameof(_settings.MaximumEpochs), _settings.MaximumEpochs?.ToString(CultureInfo.InvariantCulture) ?? "by the time"),
        new($"{nameof(_settings.TrainerOptions)}.{nameof(shared.TestTimeEvaluation)}", OptionText.Of(shared.TestTimeEvaluation)),
        .. RunDescription.OptionsOf(shared).Where(option => option.Key is not (nameof(shared.Epoch) or nameof(shared.EarlyStoppingCriteria)))
            .Select(option => KeyValuePair.Create($"{nameof(_settings.TrainerOptions)}.{option.Key}", option.Value)),
    ]);

    private int ChooseEpochs(
        ExperimentData data, ConvNetSearchSpace space, ConvNetTrainer.Options shared, int seed, ExperimentClock clock, Action<string> warn, CancellationToken cancellation)
    {
        var values = new SpaceSampler(space, seed).Values(1)!.Value;
        try
        {
            double seconds = TrainingSpeed.Measure(_catalog, data, new TrialOptions(space, shared, seed, [1]).Create(1, values, TrainingSpeed.UnknownEpochs), clock, cancellation);
            return TrainingSpeed.Epochs(clock.Remaining, seconds, _settings.SearchAlgorithm);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The first trial will fail for the same reason, and be recorded; the others need not.
            warn($"The speed of the first trial could not be measured, so that trials get {TrainingSpeed.UnknownEpochs} epochs: {exception.Message}");
            return TrainingSpeed.UnknownEpochs;
        }
    }

    private Exception NoModel(ConvNetExperimentEnd end, IReadOnlyList<Trial> trials, CancellationToken cancellation)
    {
        var failed = trials.FirstOrDefault(trial => trial.Reason is not null);
        if (end == ConvNetExperimentEnd.Cancelled) return new OperationCanceledException("The experiment was cancelled before an epoch of any trial was completed.", cancellation);
        if (end == ConvNetExperimentEnd.TimeIsUp && failed is null) return NoTime("No epoch of any trial was completed.");
        return new InvalidOperationException($"None of {Count(trials.Count, "trial")} came to a model. Trial {failed?.Number}: {failed?.Reason}", failed?.Exception);
    }

    private TimeoutException NoTime(string what) =>
        new($"The time of {_settings.MaxExperimentTimeInSeconds} s ({nameof(_settings.MaxExperimentTimeInSeconds)}) was up before any trial could be measured. {what}");

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
