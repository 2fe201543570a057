using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Passes a run's progress on to ML.NET's log and progress channel and to the caller's callbacks, and cancellation the other way.</summary>
internal sealed class TrainingReporter : ITrainingObserver
{
    /// <summary>In the data of the exception for a run that diverged at once: tells it from others of its type.</summary>
    public const string DivergedKey = "ConvNet.Diverged";

    private readonly IHostEnvironment _environment;
    private readonly IChannel _channel;
    private readonly IProgressChannel _progress;
    private readonly ConvNetTrainerBase.OptionsBase _options;

    private long _start = Stopwatch.GetTimestamp();
    private long _batches;
    private long _rowsTrained;
    private long _rowsDone;
    private int _epoch = 1;

    public TrainingReporter(IHostEnvironment environment, IChannel channel, IProgressChannel progress, ConvNetTrainerBase.OptionsBase options)
    {
        _environment = environment;
        _channel = channel;
        _progress = progress;
        _options = options;
        progress.SetHeader(new ProgressHeader(["loss", "accuracy"], ["epochs", "images"]), entry =>
        {
            entry.SetProgress(0, _epoch - 1, options.Epoch);
            entry.SetProgress(1, _rowsDone);
        });
    }

    /// <summary>To be called when the data have been read: rate and remaining time count from here.</summary>
    /// <param name="position">Where a run goes on that is resumed.</param>
    public void OnStart(TrainingPosition position)
    {
        _start = Stopwatch.GetTimestamp();
        _batches = position.Batches;
        (_epoch, _rowsDone) = (position.CompletedEpochs + 1, position.Totals.Rows);
    }

    /// <summary>Throws when the caller's token or ML.NET says so.</summary>
    public void ThrowIfCancelled()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        MlNetInterop.CheckAlive(_environment);
    }

    /// <summary>Writes a line to the log.</summary>
    public void Info(FormattableString message) => _channel.Info(MessageSensitivity.None, "{0}", message.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a warning to the log.</summary>
    public void Warning(FormattableString message) => _channel.Warning(MessageSensitivity.None, "{0}", message.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void OnBatch(int epoch, long rowsDone, long rowCount, double loss)
    {
        _rowsTrained += epoch == _epoch ? rowsDone - _rowsDone : rowsDone;
        (_epoch, _rowsDone) = (epoch, rowsDone);
        _batches++;
        if (_options.ProgressCallback is not { } callback) return;

        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds, rate = seconds > 0 ? _rowsTrained / seconds : 0;
        long rowsLeft = rowCount - rowsDone + rowCount * (_options.Epoch - epoch);
        callback(new ConvNetProgress(epoch, _options.Epoch, rowsDone, rowCount, loss, rate, TimeSpan.FromSeconds(rate > 0 ? rowsLeft / rate : 0)));
    }

    /// <inheritdoc/>
    public void OnEpoch(EpochMetrics metrics, TimeSpan remaining)
    {
        string trainingAccuracy = AccuracyText("accuracy", metrics.Accuracy);
        string validation = metrics is { ValidationLoss: { } validationLoss, ValidationAccuracy: { } validationAccuracy }
            ? string.Create(CultureInfo.InvariantCulture, $", validation loss {validationLoss:F4}{AccuracyText("validation accuracy", validationAccuracy)}")
            : "";
        Info($"Epoch {metrics.Epoch}/{_options.Epoch}: loss {metrics.Loss:F4}{trainingAccuracy}{validation}, learning rate {metrics.LearningRate:G4}, {metrics.ImagesPerSecond:F0} images/s, {Time(metrics.Elapsed)} elapsed, {Time(remaining)} left");
        _progress.Checkpoint(metrics.Loss, metrics.Accuracy, metrics.Epoch, _rowsTrained);

        if (_options.MetricsCallback is not { } callback) return;
        callback(Metrics(metrics, remaining, ConvNetMetrics.Dataset.Train, metrics.Loss, metrics.Accuracy));
        if (metrics is { ValidationLoss: { } loss, ValidationAccuracy: { } accuracy }) callback(Metrics(metrics, remaining, ConvNetMetrics.Dataset.Validation, loss, accuracy));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was the first epoch: nothing has been learned that could be kept.</exception>
    public void OnDiverged(int epoch, double learningRate, double loss, int keptEpoch)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"Training stopped in epoch {epoch} of {_options.Epoch}: the loss became {loss} at learning rate {learningRate:G4}.");
        if (keptEpoch == 0)
        {
            throw new InvalidOperationException($"{what} No epoch was completed, so there are no good weights to keep. A smaller LearningRate may help.") { Data = { [DivergedKey] = true } };
        }

        Warning($"{what} The weights of epoch {keptEpoch} are kept. A smaller LearningRate may help.");
    }

    /// <summary>To be called with what the run gave back: says why it ended early, or has other weights than the last.</summary>
    public void OnEnd(TrainingResult result)
    {
        switch (result.End)
        {
            case TrainingEnd.StoppedEarly:
                Info($"Training stopped after epoch {result.History.Count} of {_options.Epoch}; the weights of epoch {result.WeightsEpoch} are kept");
                break;
            case TrainingEnd.Cancelled:
                Warning($"Training was cancelled after epoch {result.History.Count} of {_options.Epoch}; the weights of epoch {result.WeightsEpoch} are kept.");
                break;
            case TrainingEnd.Completed when result.WeightsEpoch != result.History.Count:
                Info($"The weights of epoch {result.WeightsEpoch} are kept");
                break;
        }
    }

    // Regression has none.
    private static string AccuracyText(string name, double accuracy) =>
        double.IsNaN(accuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $", {name} {accuracy:P2}");

    private static string Time(TimeSpan time) =>
        time.ToString(time < TimeSpan.FromMinutes(1) ? @"s\.f\ \s" : time < TimeSpan.FromHours(1) ? @"m\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    private ConvNetMetrics Metrics(EpochMetrics metrics, TimeSpan remaining, ConvNetMetrics.Dataset dataset, double loss, double accuracy) => new()
    {
        DatasetUsed = dataset,
        Epoch = metrics.Epoch,
        EpochCount = _options.Epoch,
        BatchProcessedCount = _batches,
        Step = metrics.Step,
        Accuracy = accuracy,
        CrossEntropy = loss,
        LearningRate = metrics.LearningRate,
        ImagesPerSecond = metrics.ImagesPerSecond,
        Elapsed = metrics.Elapsed,
        Remaining = remaining,
    };
}
