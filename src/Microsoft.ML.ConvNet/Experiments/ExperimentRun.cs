using System.Runtime.ExceptionServices;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>The search: decides, trains, records, until time, trials or patience are at their end. Knows nothing of networks, which <see cref="ITrialTrainer"/> trains.</summary>
internal sealed class ExperimentRun
{
    /// <summary>So many trials that fail one after the other have a reason in common.</summary>
    public const int MostFailuresInARow = 20;

    private readonly ExperimentPlan _plan;
    private readonly ITrialTrainer _trainer;
    private readonly ExperimentLog? _log;
    private readonly ExperimentClock _clock;
    private readonly Action<Trial, Trial?> _report;
    private readonly CancellationTokenSource _stop;
    private readonly List<Trial> _trials = [];
    private readonly object _gate = new();
    private ConvNetExperimentEnd? _end;
    private ExceptionDispatchInfo? _failure;
    private int _failuresInARow;
    private bool _wasCancelledOutside;

    /// <param name="plan">What is searched and how.</param>
    /// <param name="trainer">Trains the trials.</param>
    /// <param name="log">The log, whose records are taken over; null for none.</param>
    /// <param name="clock">The time budget.</param>
    /// <param name="report">Told of a trial that has changed, and the best so far; never at the same time by several threads.</param>
    /// <param name="cancellation">Ends the search.</param>
    public ExperimentRun(ExperimentPlan plan, ITrialTrainer trainer, ExperimentLog? log, ExperimentClock clock, Action<Trial, Trial?> report, CancellationToken cancellation)
    {
        _plan = plan;
        _trainer = trainer;
        _log = log;
        _clock = clock;
        _report = report;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        foreach (var record in log?.Records ?? []) Restore(record);
        foreach (var trial in _trials.Where(trial => trial.State == ConvNetRunState.Paused)) trial.IsGivenUp = !trainer.HasCheckpoint(trial.Number);
    }

    /// <summary>All trials, by number; to be read when <see cref="Run"/> has returned.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>The best trial with a model, or null: the order of <see cref="ConvNetRunDetailExtensions.BestFirst"/>.</summary>
    public Trial? Best => _trials.Where(trial => trial.Score is not null)
        .OrderByDescending(trial => trial.Score!.Value.Metric).ThenByDescending(trial => trial.State == ConvNetRunState.Completed).ThenBy(trial => trial.Score!.Value.LogLoss).ThenBy(trial => trial.Number)
        .FirstOrDefault();

    /// <summary>Searches.</summary>
    /// <returns>Why it ended.</returns>
    public ConvNetExperimentEnd Run()
    {
        using (_stop)
        {
            Thread[] others = [.. Enumerable.Range(2, _plan.ParallelTrials - 1).Select(number => new Thread(Work) { Name = $"ConvNet trials {number}", IsBackground = true })];
            foreach (var thread in others) thread.Start();
            Work();
            foreach (var thread in others) thread.Join();
        }

        _failure?.Throw();
        return _end!.Value;
    }

    private void Work()
    {
        try
        {
            while (Next() is var (trial, task))
            {
                var outcome = Train(trial, task, out var runtime);
                lock (_gate) Record(trial, outcome, runtime);
            }
        }
        catch (Exception exception)
        {
            // The log cannot be written, or the caller's handler has thrown: the other trials end too.
            lock (_gate)
            {
                _failure ??= ExceptionDispatchInfo.Capture(exception);
                _end ??= ConvNetExperimentEnd.Cancelled;
                Monitor.PulseAll(_gate);
            }

            _stop.Cancel();
        }
    }

    private TrialOutcome Train(Trial trial, TrialTask task, out TimeSpan runtime)
    {
        var start = _clock.Elapsed;
        var outcome = _trainer.Train(task);
        runtime = _clock.Elapsed - start;
        return outcome;
    }

    /// <summary>What this thread is to do; null when the search has ended.</summary>
    private (Trial Trial, TrialTask Task)? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                _end ??= OuterEnd();
                if (_end is not null) return null;
                int number = Enumerable.Range(1, _trials.Count + 1).First(free => _trials.All(trial => trial.Number != free));
                var values = _plan.Sampler.Values(number);
                bool mayBegin = _plan.MaximumTrials is not { } most || _trials.Count < most;
                var decision = _plan.Halving.Next([.. _trials.Select(trial => trial.Standing)], mayBegin && values is not null, _clock.Remaining, TimeOfFirstStage());
                switch (decision.Kind)
                {
                    case DecisionKind.Begin:
                        return Start(Add(number));
                    case DecisionKind.Continue:
                        return Start(_trials.First(trial => trial.Number == decision.Trial));
                    case DecisionKind.Wait:
                        Monitor.Wait(_gate);
                        break;
                    default:
                        _end = mayBegin ? ConvNetExperimentEnd.SpaceExhausted : ConvNetExperimentEnd.AllModelsTried;
                        Monitor.PulseAll(_gate);
                        return null;
                }
            }
        }
    }

    private ConvNetExperimentEnd? OuterEnd()
    {
        if (_stop.IsCancellationRequested || _wasCancelledOutside) return ConvNetExperimentEnd.Cancelled;
        if (_clock.IsTimeUp) return ConvNetExperimentEnd.TimeIsUp;
        return _failuresInARow >= MostFailuresInARow ? ConvNetExperimentEnd.TooManyFailures : null;
    }

    /// <summary>What the first stage of a new trial will take, by those that there were: all are meant to take the same time.</summary>
    private TimeSpan TimeOfFirstStage()
    {
        double[] seconds = [.. _trials.Where(trial => trial.TimePerEpoch is not null).Select(trial => (trial.TimePerEpoch!.Value * trial.Stages[0]).TotalSeconds)];
        return seconds.Length > 0 ? TimeSpan.FromSeconds(seconds.Average()) : TimeSpan.Zero;
    }

    private (Trial Trial, TrialTask Task) Start(Trial trial)
    {
        trial.State = ConvNetRunState.Running;
        var task = new TrialTask
        {
            Trial = trial.Number,
            Values = trial.Values,
            Stages = trial.Stages,
            UntilEpoch = trial.Stages[trial.Scores.Count],
            IsTimeUp = () => _clock.IsTimeUp,
            OnEpoch = metrics => OnEpoch(trial, metrics),
            Cancellation = _stop.Token,
        };
        _report(trial, Best);
        return (trial, task);
    }

    private void OnEpoch(Trial trial, ConvNetMetrics metrics)
    {
        lock (_gate)
        {
            trial.Epochs = metrics.Epoch;
            _report(trial, Best);
        }
    }

    private void Record(Trial trial, TrialOutcome outcome, TimeSpan runtime)
    {
        trial.Take(outcome, _plan.IsHigherBetter);
        trial.Runtime += runtime;
        bool isFailed = trial.State is ConvNetRunState.Failed or ConvNetRunState.OutOfMemory or ConvNetRunState.Diverged;
        _failuresInARow = isFailed ? _failuresInARow + 1 : 0;
        if (trial.State == ConvNetRunState.Interrupted && !_clock.IsTimeUp) _wasCancelledOutside = true;
        _log?.Append(new TrialRecord
        {
            Trial = trial.Number,
            State = trial.State,
            TrainerName = trial.TrainerName,
            Parameters = _plan.Parameters(trial),
            Stages = trial.Stages,
            Metric = outcome.Metric,
            LogLoss = outcome.Metric is null ? null : outcome.LogLoss,
            History = trial.History,
            Reason = trial.Reason,
            Runtime = trial.Runtime,
            Elapsed = _clock.Elapsed,
        });
        if (trial.State is not (ConvNetRunState.Paused or ConvNetRunState.Interrupted)) _trainer.RemoveCheckpoint(trial.Number);
        foreach (int hopeless in _plan.Halving.Hopeless([.. _trials.Select(other => other.Standing)]))
        {
            _trainer.RemoveCheckpoint(hopeless);
            _trials.First(other => other.Number == hopeless).IsGivenUp = true;
        }

        _report(trial, Best);
        Monitor.PulseAll(_gate);
    }

    private void Restore(TrialRecord record)
    {
        var trial = _trials.Find(trial => trial.Number == record.Trial) ?? Add(record.Trial, record.Stages);
        var outcome = new TrialOutcome
        {
            State = record.State,
            Metric = record.Metric,
            LogLoss = record.LogLoss ?? double.NaN,
            History = record.History,
            Reason = record.Reason,
            Exception = record.Reason is { } reason ? new InvalidOperationException(reason) : null,
        };
        trial.Take(outcome, _plan.IsHigherBetter);
        trial.Runtime = record.Runtime;
        if (record.Elapsed > _clock.Before) _clock.Before = record.Elapsed;
    }

    private Trial Add(int number, IReadOnlyList<int>? stages = null)
    {
        var values = _plan.Sampler.Values(number)
            ?? throw new FormatException($"The log of the experiment has a trial {number}, but the search space does not have so many configurations.");
        var trial = new Trial { Number = number, Values = values, TrainerName = _trainer.NameOf(values), Stages = stages ?? _trainer.StagesOf(values) };
        _trials.Add(trial);
        _trials.Sort((one, other) => one.Number.CompareTo(other.Number));
        return trial;
    }
}
