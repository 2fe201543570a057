namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>
/// The decisions of asynchronous successive halving (Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht, Talwalkar: A System for Massively Parallel Hyperparameter Tuning, 2020), apart from all training.
/// </summary>
/// <remarks>
/// A trial goes on to the next stage when it is among the best 1/n of all that have come through its own; when there is none, a new one begins. Nobody waits for a stage to be full. Two things are not in
/// the paper: the time that the best of those that wait needs to its end is kept for it, so that the search ends with a whole training of what it has found; and a trial that an earlier process left
/// within a stage comes first. The first trial, whose values are known to do well, gets that time unless another is better by more than the standard error of its metric: the best of many is often the luckiest.
/// </remarks>
/// <param name="stages">How many stages a trial has; one is random search.</param>
/// <param name="reductionFactor">The n.</param>
/// <param name="validationRows">Rows of which the metric is a share, so that luck can be told from more; null if it is none.</param>
internal sealed class SuccessiveHalving(int stages, int reductionFactor, long? validationRows = null)
{
    /// <summary>
    /// How many trials of a stage may wait for their turn. The checkpoint of one with more waiting trials before it is given up, because checkpoints take space and it will hardly ever be asked for.
    /// </summary>
    public const int MostWaiting = 12;

    /// <summary>Trials are not equally fast all the time.</summary>
    private const double Reserve = 1.05;

    /// <summary>A trial that needs a little more than there is still comes to epochs of a low rate before it is interrupted.</summary>
    private const double Stretch = 1.2;

    /// <summary>What to do next.</summary>
    /// <param name="trials">All trials that have begun.</param>
    /// <param name="canBegin">Whether a new one may begin.</param>
    /// <param name="remaining">Time that is left.</param>
    /// <param name="firstStage">Time that the first stage of a new trial takes, as far as that is known.</param>
    public Decision Next(IReadOnlyList<TrialStanding> trials, bool canBegin, TimeSpan remaining, TimeSpan firstStage)
    {
        var ready = trials.Where(trial => trial is { IsRunning: false, CanContinue: true } && trial.Scores.Count < stages).ToList();
        if (ready.Find(trial => trial.IsInterrupted) is { } interrupted) return Decision.Continue(interrupted.Trial);
        var usual = Promoted(trials, ready, canBegin) is { } promoted ? Decision.Continue(promoted.Trial) : canBegin ? Decision.Begin : default(Decision?);
        if (usual is not { } next) return trials.Any(trial => trial.IsRunning) ? Decision.Wait : Decision.Stop;

        var waiting = ready.Where(trial => trial.Scores.Count > 0).OrderByDescending(trial => trial.Scores[^1]).ThenBy(trial => trial.Trial).ToList();
        var needed = next.Kind == DecisionKind.Begin ? firstStage : waiting.Find(trial => trial.Trial == next.Trial)!.ToStageEnd;
        if (Finalist(waiting.FindAll(trial => trial.ToEnd <= remaining * Stretch)) is { } best && (needed > remaining || remaining - needed < best.ToEnd * Reserve)) return Decision.Continue(best.Trial);
        if (needed <= remaining || waiting.Count == 0) return next;

        // Too late for anything to come to its end: a stage more is best, and else a part of one.
        return Decision.Continue((waiting.Find(trial => trial.ToStageEnd <= remaining * Stretch) ?? waiting[0]).Trial);
    }

    /// <summary>Trials that wait with so many better ones before them that their checkpoints are given up.</summary>
    public IEnumerable<int> Hopeless(IReadOnlyList<TrialStanding> trials) =>
        from stage in Enumerable.Range(0, stages - 1)
        from trial in Ranked(trials, stage).Where(trial => trial is { IsRunning: false, CanContinue: true, IsInterrupted: false } && trial.Trial != 1 && trial.Scores.Count == stage + 1).Skip(MostWaiting)
        select trial.Trial;

    /// <summary>The trial for which the last stages are kept; null for none.</summary>
    /// <param name="waiting">Those that come to their end in time, the best first.</param>
    private TrialStanding? Finalist(IReadOnlyList<TrialStanding> waiting)
    {
        var best = waiting.FirstOrDefault();
        if (validationRows is not { } rows || waiting.FirstOrDefault(trial => trial.Trial == 1) is not { } first) return best;

        // After as many stages each.
        int stage = Math.Min(best!.Scores.Count, first.Scores.Count) - 1;
        double share = first.Scores[stage].Metric, error = Math.Sqrt(share * (1 - share) / rows);
        return best.Scores[stage].Metric > share + error ? best : first;
    }

    /// <summary>The trial that deserves its next stage, those of higher stages first; null for none.</summary>
    private TrialStanding? Promoted(IReadOnlyList<TrialStanding> trials, IReadOnlyCollection<TrialStanding> ready, bool canBegin)
    {
        for (int stage = stages - 2; stage >= 0; stage--)
        {
            var ranked = Ranked(trials, stage).ToList();
            int promoted = ranked.Count / reductionFactor;
            if (!canBegin) promoted = Math.Max(1, promoted);
            if (ranked.Take(promoted).FirstOrDefault(trial => trial.Scores.Count == stage + 1 && ready.Contains(trial)) is { } next) return next;
        }

        return null;
    }

    private static IEnumerable<TrialStanding> Ranked(IEnumerable<TrialStanding> trials, int stage) =>
        trials.Where(trial => trial.Scores.Count > stage).OrderByDescending(trial => trial.Scores[stage]).ThenBy(trial => trial.Trial);
}
