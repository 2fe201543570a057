using System.Globalization;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Trains trials with <see cref="ConvNetTrainer"/>, pauses them through its cancellation and goes on through its checkpoints.</summary>
internal sealed class TrialTrainer(
    MulticlassClassificationCatalog catalog, ConvNetExperimentSettings settings, ExperimentData data, TrialOptions trialOptions, ModelStore models, string checkpoints) : ITrialTrainer
{
    /// <summary>What a process that is killed loses of a trial, at most.</summary>
    private const double CheckpointEveryMinutes = 0.5;

    /// <summary>Creating a trainer draws from the environment's generator, which is not safe for several threads.</summary>
    private readonly Lock _creation = new();

    private int ThreadsOfTrial => Math.Max(1, (settings.NumberOfThreads ?? Environment.ProcessorCount) / settings.ParallelTrials);

    public TrialOutcome Train(TrialTask task)
    {
        try
        {
            return Fit(task);
        }
        catch (OperationCanceledException exception)
        {
            return new TrialOutcome { State = ConvNetRunState.Interrupted, Exception = exception };
        }
        catch (OutOfMemoryException exception)
        {
            return Problem(ConvNetRunState.OutOfMemory, exception);
        }
        catch (InvalidOperationException exception) when (exception.Data.Contains(TrainingReporter.DivergedKey))
        {
            return Problem(ConvNetRunState.Diverged, exception);
        }
        catch (Exception exception)
        {
            return Problem(ConvNetRunState.Failed, exception);
        }
    }

    public bool HasCheckpoint(int trial) => Directory.Exists(FolderOf(trial));

    public void RemoveCheckpoint(int trial)
    {
        try
        {
            if (HasCheckpoint(trial)) Directory.Delete(FolderOf(trial), recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It takes space and does no other harm.
        }
    }

    public IReadOnlyList<int> StagesOf(IReadOnlyList<object> values) => trialOptions.StagesOf(values, data.Training.ImageShape, data.Training.ClassCount);

    public string NameOf(IReadOnlyList<object> values)
    {
        try
        {
            var architecture = trialOptions.Create(1, values, epochs: 1).Architecture ?? ConvNetArchitecture.ForImageSize(data.Training.ImageShape);
            return $"ConvNet {architecture}";
        }
        catch (Exception)
        {
            // The reason is reported when the trial fails.
            return "ConvNet";
        }
    }

    /// <summary>ML.NET's metrics of a model on the validation rows.</summary>
    public MulticlassClassificationMetrics Evaluate(ConvNetTransformer model, ConvNetTrainer.Options options) =>
        catalog.EvaluateTopK(model.Transform(data.ValidationView), settings.TopK, options.LabelColumnName, options.ScoreColumnName, options.PredictedLabelColumnName);

    private TrialOutcome Fit(TrialTask task)
    {
        var options = trialOptions.Create(task.Trial, task.Values, task.Stages);
        if (MemoryProblem(options) is { } problem) return new TrialOutcome { State = ConvNetRunState.OutOfMemory, Reason = problem, Exception = new InsufficientMemoryException(problem) };

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(task.Cancellation);
        options.NumberOfThreads = ThreadsOfTrial;
        options.EarlyStoppingCriteria = new EarlyStopping
        {
            // Never ends a trial, which is the search's affair, but the model has the weights of the best epoch.
            Metric = settings.OptimizingMetric == ConvNetExperimentMetric.LogLoss ? EarlyStoppingMetric.Loss : EarlyStoppingMetric.Accuracy, Patience = int.MaxValue,
        };
        options.ReturnBestModelOnCancellation = true;
        options.WorkspacePath = options.ResumeFrom = FolderOf(task.Trial);
        options.CheckpointEveryEpochs = int.MaxValue;
        options.CheckpointEveryMinutes = CheckpointEveryMinutes;
        options.CheckpointsToKeep = 1;
        options.CancellationToken = stop.Token;
        options.ProgressCallback = progress =>
        {
            // Beyond the stage: its process ended between the stage's last epoch and the line in the log.
            if (task.IsTimeUp() || progress.Epoch > task.UntilEpoch) stop.Cancel();
        };
        options.MetricsCallback = metrics =>
        {
            if (metrics.DatasetUsed != ConvNetMetrics.Dataset.Validation) return;
            task.OnEpoch(metrics);
            if (metrics.Epoch >= task.UntilEpoch && metrics.Epoch < task.Stages[^1]) stop.Cancel();
        };

        ConvNetTrainer trainer;
        lock (_creation) trainer = catalog.Trainers.ConvNet(options);
        using var model = trainer.Fit(data.Schema, data.Training, data.Validation);
        return Outcome(task, model, options);
    }

    private TrialOutcome Outcome(TrialTask task, ConvNetTransformer model, ConvNetTrainer.Options options)
    {
        var history = model.TrainingHistory!;
        var metrics = Evaluate(model, options);
        double metric = settings.OptimizingMetric switch
        {
            ConvNetExperimentMetric.MicroAccuracy => metrics.MicroAccuracy,
            ConvNetExperimentMetric.MacroAccuracy => metrics.MacroAccuracy,
            ConvNetExperimentMetric.LogLoss => metrics.LogLoss,
            _ => metrics.TopKAccuracy,
        };
        if (!double.IsFinite(metric)) return Problem(ConvNetRunState.Diverged, new InvalidOperationException($"The {settings.OptimizingMetric} on the validation rows is {metric}.")) with { History = history };
        models.Save(task.Trial, model);
        var state = history.End switch
        {
            TrainingEnd.Diverged => ConvNetRunState.Diverged,
            TrainingEnd.Cancelled => history.Epochs.Length >= task.UntilEpoch ? ConvNetRunState.Paused : ConvNetRunState.Interrupted,
            _ => ConvNetRunState.Completed,
        };
        var outcome = new TrialOutcome { State = state, Metric = metric, LogLoss = metrics.LogLoss, Metrics = metrics, History = history };
        if (state != ConvNetRunState.Diverged) return outcome;
        string reason = string.Create(
            CultureInfo.InvariantCulture, $"The loss became NaN or infinite in epoch {history.Epochs.Length + 1} of {task.Stages[^1]}; the weights of epoch {history.ModelEpoch} are kept.");
        return outcome with { Reason = reason, Exception = new InvalidOperationException(reason) };
    }

    private string? MemoryProblem(ConvNetTrainer.Options options)
    {
        if (settings.MaximumMemoryUsageInMegaByte is not { } limit) return null;
        var shape = data.Training.ImageShape;
        var network = (options.Architecture ?? ConvNetArchitecture.ForImageSize(shape)).Build(shape, data.Training.ClassCount);
        return TrialMemory.Problem(TrialMemory.Estimate(network, options, ThreadsOfTrial), data.MemoryBytes, settings.ParallelTrials, limit);
    }

    private static TrialOutcome Problem(ConvNetRunState state, Exception exception) => new() { State = state, Exception = exception, Reason = exception.Message };

    private string FolderOf(int trial) => Path.Combine(checkpoints, trial.ToString("000000", CultureInfo.InvariantCulture));
}
