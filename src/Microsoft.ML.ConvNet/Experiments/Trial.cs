using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>A trial while the experiment lasts. Changed under the run's lock only.</summary>
internal sealed class Trial
{
    private readonly List<TrialScore> _scores = [];

    public required int Number { get; init; }

    /// <summary>Its values, in the order of the space's options.</summary>
    public required ImmutableArray<object> Values { get; init; }

    public required string TrainerName { get; init; }

    /// <summary>Its epochs at the end of each stage.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    public ConvNetRunState State { get; set; }

    /// <summary>Epochs that were trained.</summary>
    public int Epochs { get; set; }

    /// <summary>The metric that is optimised; null if there is no model.</summary>
    public double? Metric { get; set; }

    /// <summary>How good the model is; null if there is none.</summary>
    public TrialScore? Score { get; private set; }

    /// <summary>Those of the model; null also if the trial was read from the log.</summary>
    public MulticlassClassificationMetrics? Metrics { get; set; }

    public TrainingHistory? History { get; set; }

    public string? Reason { get; set; }

    public Exception? Exception { get; set; }

    public TimeSpan Runtime { get; set; }

    /// <summary>Whether its checkpoint was given up.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Scores at the ends of the stages that it came through.</summary>
    public IReadOnlyList<TrialScore> Scores => _scores;

    /// <summary>What an epoch has taken, evaluation included; null if none is known to have ended.</summary>
    public TimeSpan? TimePerEpoch => History is { Epochs: [.., var last] } ? last.Elapsed / last.Epoch : null;

    public TrialStanding Standing => new(
        Number, [.. _scores], State == ConvNetRunState.Running, !IsGivenUp && State is ConvNetRunState.Paused or ConvNetRunState.Interrupted, State == ConvNetRunState.Interrupted)
    {
        ToStageEnd = TimeTo(Stages[Math.Min(_scores.Count, Stages.Count - 1)]),
        ToEnd = TimeTo(Stages[^1]),
    };

    /// <summary>Takes over how a stage came out, or how the trial ended.</summary>
    /// <param name="isHigherBetter">Whether more of the metric is better.</param>
    public void Take(TrialOutcome outcome, bool isHigherBetter)
    {
        State = outcome.State;
        Reason = outcome.Reason;
        Exception = outcome.State == ConvNetRunState.Interrupted ? null : outcome.Exception;
        if (outcome.History is not null) (History, Epochs) = (outcome.History, outcome.Epochs);

        // A stage that fails, or is interrupted before an epoch ends, leaves the model of the one before.
        if (outcome.Metric is not { } metric) return;
        var score = new TrialScore(isHigherBetter ? metric : -metric, outcome.LogLoss);
        (Metric, Metrics, Score) = (metric, outcome.Metrics, score);
        if (outcome.State is ConvNetRunState.Paused or ConvNetRunState.Completed) _scores.Add(score);
    }

    private TimeSpan TimeTo(int epoch) => (TimePerEpoch ?? TimeSpan.Zero) * Math.Max(0, epoch - Epochs);
}
