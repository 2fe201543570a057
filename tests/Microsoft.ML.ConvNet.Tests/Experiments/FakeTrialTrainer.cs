using Microsoft.ML.ConvNet.Experiments;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>Trains nothing: an epoch takes a second of a manual clock, and what a trial comes to after so many epochs is a given function.</summary>
/// <param name="score">The metric of a trial after so many epochs; what it throws is how the trial fails.</param>
internal sealed class FakeTrialTrainer(ManualTime time, Func<int, int, double> score) : ITrialTrainer
{
    private readonly Dictionary<int, int> _epochs = [];

    /// <summary>Every training: trial, first epoch, last epoch.</summary>
    public List<(int Trial, int From, int To)> Trainings { get; } = [];

    public HashSet<int> Removed { get; } = [];

    /// <summary>Epochs at the end of each stage.</summary>
    public static IReadOnlyList<int> Stages { get; } = [1, 3, 9];

    /// <summary>Called before every epoch.</summary>
    public Action<TrialTask>? BeforeEpoch { get; set; }

    public TrialOutcome Train(TrialTask task)
    {
        lock (_epochs)
        {
            int begin = _epochs.GetValueOrDefault(task.Trial), epoch = begin;
            try
            {
                while (epoch < task.UntilEpoch)
                {
                    BeforeEpoch?.Invoke(task);
                    if (task.IsTimeUp() || task.Cancellation.IsCancellationRequested) return Outcome(ConvNetRunState.Interrupted);
                    time.Advance(1);
                    epoch++;
                    _ = score(task.Trial, epoch);
                }

                return Outcome(epoch == task.Stages[^1] ? ConvNetRunState.Completed : ConvNetRunState.Paused);
            }
            catch (FormatException exception)
            {
                return new TrialOutcome { State = ConvNetRunState.Failed, Exception = exception, Reason = exception.Message };
            }

            TrialOutcome Outcome(ConvNetRunState state)
            {
                _epochs[task.Trial] = epoch;
                Trainings.Add((task.Trial, begin + 1, epoch));
                if (epoch == 0) return new TrialOutcome { State = state };
                var history = new TrainingHistory([.. Enumerable.Range(1, epoch).Select(Epoch)], epoch, state == ConvNetRunState.Completed ? TrainingEnd.Completed : TrainingEnd.Cancelled);
                return new TrialOutcome { State = state, Metric = score(task.Trial, epoch), History = history };
            }
        }
    }

    /// <summary>As if the trial's checkpoint were at this epoch.</summary>
    public void Place(int trial, int epoch) => _epochs[trial] = epoch;

    public bool HasCheckpoint(int trial) => !Removed.Contains(trial);

    public void RemoveCheckpoint(int trial) => Removed.Add(trial);

    public IReadOnlyList<int> StagesOf(IReadOnlyList<object> values) => Stages;

    public string NameOf(IReadOnlyList<object> values) => "Fake";

    private static EpochMetrics Epoch(int number) => new() { Epoch = number, Step = number, LearningRate = 0.1, Loss = 1, Accuracy = 0.5, ValidationLoss = 1, ValidationAccuracy = 0.5, ImagesPerSecond = 1, Elapsed = TimeSpan.FromSeconds(number) };
}
