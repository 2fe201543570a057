namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What the search knows of a trial when it decides what to do next.</summary>
/// <param name="Trial">Its number, from 1.</param>
/// <param name="Scores">Its score at the end of each stage that it has come through.</param>
/// <param name="IsRunning">Whether it is being trained.</param>
/// <param name="CanContinue">Whether it can be trained further: it has not failed, and its checkpoint is there.</param>
/// <param name="IsInterrupted">Whether it was stopped within a stage.</param>
internal sealed record TrialStanding(int Trial, IReadOnlyList<TrialScore> Scores, bool IsRunning = false, bool CanContinue = true, bool IsInterrupted = false)
{
    /// <summary>Time to the end of its next stage, by its own speed so far.</summary>
    public TimeSpan ToStageEnd { get; init; }

    /// <summary>Time to its last epoch.</summary>
    public TimeSpan ToEnd { get; init; }
}
