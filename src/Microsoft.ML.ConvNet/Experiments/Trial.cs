using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>A trial while the experiment lasts. Changed under the run's lock only.</summary>
internal sealed class Trial
{
    private readonly List<double> _scores = [];

    public required int Number { get; init; }

    /// <summary>Its values, in the order of the space's options.</summary>
    public required ImmutableArray<object> Values { get; init; }

    public required string TrainerName { get; init; }

    public ConvNetRunState State { get; set; }

    /// <summary>Epochs that were trained.</summary>
    public int Epochs { get; set; }

    /// <summary>The metric that is optimised; null if there is no model.</summary>
    public double? Metric { get; set; }

    /// <summary>Those of the model; null also if the trial was read from the log.</summary>
    public MulticlassClassificationMetrics? Metrics { get; set; }

    public TrainingHistory? History { get; set; }

    public string? Reason { get; set; }

    public Exception? Exception { get; set; }

    public TimeSpan Runtime { get; set; }

    /// <summary>Whether its checkpoint was given up.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Scores at the ends of the stages that it came through.</summary>
    public IReadOnlyList<double> Scores => _scores;

    public TrialStanding Standing => new(
        Number, [.. _scores], State == ConvNetRunState.Running, !IsGivenUp && State is ConvNetRunState.Paused or ConvNetRunState.Interrupted, State == ConvNetRunState.Interrupted);

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
        (Metric, Metrics) = (metric, outcome.Metrics);
        if (outcome.State is ConvNetRunState.Paused or ConvNetRunState.Completed) _scores.Add(isHigherBetter ? metric : -metric);
    }
}
