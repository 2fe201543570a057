using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>The training loop of one run. A step allocates nothing on the managed heap; the end of an epoch and checkpoints do.</summary>
internal sealed partial class TrainingRun
{
    // Keeps the random numbers of the batches apart from others that are drawn with the same seed.
    private const ulong BatchStream = 0x5354_4550_0000_0000UL;

    private readonly ExecutionPlan _plan;
    private readonly ExecutionPlan? _scoringPlan;
    private readonly ParameterStore _parameters;
    private readonly WeightAverage? _average;
    private readonly IBatchSource _training;
    private readonly IBatchSource? _validation;
    private readonly TrainingSettings _settings;
    private readonly ITrainingObserver _observer;
    private readonly OptimizerState _optimizer;
    private readonly ParameterUpdater _updater;
    private readonly ScheduleState _schedule;
    private readonly long _stepsPerEpoch;
    private readonly ValidationMonitor? _monitor;
    private readonly List<EpochMetrics> _history = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _elapsedBefore;
    private TrainingPosition _position;
    private KeptWeights _kept;

    /// <param name="plan">A training plan over <paramref name="parameters"/>.</param>
    /// <param name="scoringPlan">A scoring plan over the average, or over the parameters if there is none; null without validation.</param>
    /// <param name="parameters">Hold the initial weights.</param>
    /// <param name="average">Holds the initial weights; null for none.</param>
    /// <param name="initial">Given back when not even the first epoch ends well.</param>
    public TrainingRun(
        ExecutionPlan plan, ExecutionPlan? scoringPlan, ParameterStore parameters, WeightAverage? average, Weights initial, IBatchSource training, IBatchSource? validation,
        TrainingSettings settings, ITrainingObserver observer)
    {
        _plan = plan;
        _scoringPlan = scoringPlan;
        _parameters = parameters;
        _average = average;
        _training = training;
        _validation = validation;
        _settings = settings;
        _observer = observer;
        _kept = new KeptWeights(initial, 0);
        _optimizer = settings.Optimizer.CreateState(parameters.Trainable.Length, parameters.Ranges, settings.Updates with { Threads = settings.Threads });
        _updater = new ParameterUpdater(parameters, _optimizer, average, settings.AccumulationSteps);
        _schedule = settings.Schedule.CreateState();
        _stepsPerEpoch = settings.StepsPerEpoch(training.RowCount);
        if (validation is not null) _monitor = new ValidationMonitor(settings.EarlyStopping ?? new EarlyStopping());
    }

    private TimeSpan Elapsed => _elapsedBefore + Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether the run should end before its last epoch.</summary>
    private bool ShouldStop => _schedule.IsAtEnd || (_settings.EarlyStopping is not null && _monitor is { ShouldStop: true });

    /// <summary>Trains to the end.</summary>
    public TrainingResult Run()
    {
        if (_settings.ResumeFrom is { } state) Restore(state);
        _updater.BeginStep();
        try
        {
            while (_position.CompletedEpochs < _settings.Epochs && !ShouldStop)
            {
                if (!RunEpoch()) return Result(_kept, TrainingEnd.Diverged);
            }
        }
        catch (OperationCanceledException)
        {
            SaveState();
            if (!_settings.ReturnBestOnCancellation || _kept.Epoch == 0) throw;
            return Result(_kept, TrainingEnd.Cancelled);
        }

        SaveState();
        var end = _position.CompletedEpochs < _settings.Epochs ? TrainingEnd.StoppedEarly : TrainingEnd.Completed;
        return Result(_settings.EarlyStopping is null ? new KeptWeights(SaveWeights(), _position.CompletedEpochs) : _kept, end);
    }

    /// <summary>One epoch, or the rest of one, with its evaluation.</summary>
    /// <returns>Whether the weights are still good.</returns>
    private bool RunEpoch()
    {
        int epoch = _position.CompletedEpochs + 1;
        long start = Stopwatch.GetTimestamp(), rowsBefore = _position.Totals.Rows;
        double loss = TrainEpoch();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!double.IsFinite(loss)) return Diverged(loss);

        // The last update may have spoilt the weights without any loss having shown it.
        var weights = SaveWeights();
        if (!IsFinite(weights)) return Diverged(double.NaN);

        Evaluation? evaluation = _validation is null ? null : Evaluation.Of(_scoringPlan!, _validation, epoch - 1, _observer, _settings.Loss);
        if (evaluation is { } valid && !double.IsFinite(valid.Loss)) return Diverged(valid.Loss);

        var metrics = new EpochMetrics
        {
            Epoch = epoch,
            Step = _position.Steps,
            LearningRate = _position.LearningRate,
            Loss = _position.Totals.Loss,
            Accuracy = _settings.Loss.HasAccuracy ? _position.Totals.Accuracy : double.NaN,
            ValidationLoss = evaluation?.Loss,
            ValidationAccuracy = evaluation?.Accuracy,
            ImagesPerSecond = (_position.Totals.Rows - rowsBefore) / seconds,
            Elapsed = Elapsed,
        };
        _position = _position.AfterEpoch();
        if (Remember(metrics)) _kept = new KeptWeights(weights, epoch);
        SaveStateIfDue();
        _observer.OnEpoch(metrics, metrics.Elapsed / epoch * (_settings.Epochs - epoch));
        return true;

        bool Diverged(double badLoss)
        {
            _observer.OnDiverged(epoch, _position.LearningRate, badLoss, _kept.Epoch);
            return false;
        }
    }

    /// <summary>One pass over the training rows, from where the run stands; it ends early, before the update, when a loss is not finite.</summary>
    /// <returns>The loss of the last batch.</returns>
    private double TrainEpoch()
    {
        int epoch = _position.CompletedEpochs + 1;
        double loss = 0;
        _training.BeginEpoch(_position.CompletedEpochs, _position.Totals.Rows);
        while (true)
        {
            _observer.ThrowIfCancelled();
            int rows = _training.NextBatch(MiniBatch.Of(_plan));
            if (rows == 0) break;

            if (_updater.Gathered.Batches == 0) _position = _position with { LearningRate = NextRate() };
            ulong batch = (ulong)(_position.Batches + _updater.Gathered.Batches);
            var totals = EpochTotals.Of(_plan.ForwardBackward(rows, CounterRandom.Hash(_settings.Seed, BatchStream, batch)), rows);
            loss = totals.Loss;
            if (!double.IsFinite(loss)) return loss;

            _updater.Gather(totals);
            if (_updater.IsFull) Step();
            _observer.OnBatch(epoch, _position.Totals.Rows + _updater.Gathered.Rows, _training.RowCount, loss);
        }

        if (_updater.Gathered.Batches > 0) Step();
        if (_position.Totals.Rows == 0) throw new InvalidOperationException("The training set has no rows.");
        return loss;
    }

    private double NextRate() => _schedule.Rate(new ScheduleStep(_position.Steps, _settings.Epochs * _stepsPerEpoch, _stepsPerEpoch));

    private void Step()
    {
        _position = _position.AfterStep(_updater.Step(_position.LearningRate, _position.Steps + 1));
        SaveStateIfDue();
    }

    /// <summary>Adds an epoch to what is known of the run.</summary>
    /// <returns>Whether its weights are to be kept.</returns>
    private bool Remember(EpochMetrics metrics)
    {
        _history.Add(metrics);
        _schedule.OnEpoch(metrics);
        return _monitor?.OnEpoch(metrics, _schedule.SettledWave(metrics.Epoch)) ?? true;
    }

    private TrainingResult Result(KeptWeights kept, TrainingEnd end) => new(kept.Weights, kept.Epoch, _history, end);

    /// <summary>The weights that are evaluated and given back.</summary>
    private Weights SaveWeights() => (_average?.Parameters ?? _parameters).Save();

    private static bool IsFinite(Weights weights)
    {
        foreach (var tensor in weights.Values)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(tensor.Values)) return false;
        }

        return true;
    }
}
