namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>
/// The decisions of asynchronous successive halving (Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht, Talwalkar: A System for Massively Parallel Hyperparameter Tuning, 2020), apart from all training.
/// </summary>
/// <remarks>
/// A trial goes on to the next stage when it is among the best 1/n of all that have come through its own; when there is none, a new one begins. Nobody waits for a stage to be full. Three things are
/// not in the paper: the first trial, whose values are known to do well, goes through all stages, so that there is a whole result early; when too little time is left for a new trial to come to its
/// end, or nothing new can begin, the time goes to the best of those that wait; and a trial that an earlier process left within a stage comes first.
/// </remarks>
/// <param name="stages">Epochs at the end of each stage, rising; one stage is random search.</param>
/// <param name="reductionFactor">The n.</param>
internal sealed class SuccessiveHalving(IReadOnlyList<int> stages, int reductionFactor)
{
    /// <summary>
    /// How many trials of a stage may wait for their turn. The checkpoint of one with more waiting trials before it is given up, because checkpoints take space and it will hardly ever be asked for.
    /// </summary>
    public const int MostWaiting = 12;

    /// <summary>The epochs of the stages: a ninth, a third and all of them for a reduction by three.</summary>
    /// <remarks>
    /// Three stages and not more, because the default schedule warms up over a tenth of the steps: trials that are compared within the warm-up say little. For the same reason the schedule spans all epochs
    /// from the start and a trial is paused in its midst, rather than each stage having a schedule of its own: what goes on is the very run that was compared, bit for bit, and no epoch is trained twice.
    /// </remarks>
    public static IReadOnlyList<int> Stages(int epochs, int reductionFactor)
    {
        int DividedBy(long divisor) => (int)((epochs + divisor - 1) / divisor);
        return [.. new[] { DividedBy((long)reductionFactor * reductionFactor), DividedBy(reductionFactor), epochs }.Distinct()];
    }

    /// <summary>What to do next.</summary>
    /// <param name="trials">All trials that have begun.</param>
    /// <param name="canBegin">Whether a new one may begin.</param>
    /// <param name="isLate">Whether too little time is left for a new one to come to its end.</param>
    public Decision Next(IReadOnlyList<TrialStanding> trials, bool canBegin, bool isLate)
    {
        var ready = trials.Where(trial => trial is { IsRunning: false, CanContinue: true } && trial.Scores.Count < stages.Count).ToList();
        if (ready.Find(trial => trial.IsInterrupted) is { } interrupted) return Decision.Continue(interrupted.Trial);
        if (ready.Find(trial => trial.Trial == 1) is { } first) return Decision.Continue(first.Trial);
        for (int stage = stages.Count - 2; stage >= 0; stage--)
        {
            var ranked = Ranked(trials, stage).ToList();
            int promoted = ranked.Count / reductionFactor;
            if (isLate || !canBegin) promoted = Math.Max(1, promoted);
            if (ranked.Take(promoted).FirstOrDefault(trial => trial.Scores.Count == stage + 1 && ready.Contains(trial)) is { } next) return Decision.Continue(next.Trial);
        }

        if (isLate && ready.Where(trial => trial.Scores.Count > 0).OrderByDescending(trial => trial.Scores.Count).ThenByDescending(trial => trial.Scores[^1]).FirstOrDefault() is { } best)
            return Decision.Continue(best.Trial);
        if (canBegin) return Decision.Begin;
        return trials.Any(trial => trial.IsRunning) ? Decision.Wait : Decision.Stop;
    }

    /// <summary>Trials that wait with so many better ones before them that their checkpoints are given up.</summary>
    public IEnumerable<int> Hopeless(IReadOnlyList<TrialStanding> trials) =>
        from stage in Enumerable.Range(0, stages.Count - 1)
        from trial in Ranked(trials, stage).Where(trial => trial is { IsRunning: false, CanContinue: true, IsInterrupted: false } && trial.Trial != 1 && trial.Scores.Count == stage + 1).Skip(MostWaiting)
        select trial.Trial;

    private static IEnumerable<TrialStanding> Ranked(IEnumerable<TrialStanding> trials, int stage) =>
        trials.Where(trial => trial.Scores.Count > stage).OrderByDescending(trial => trial.Scores[stage]).ThenBy(trial => trial.Trial);
}
