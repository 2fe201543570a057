namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Trains trials. Several threads may call it at once, for different trials.</summary>
internal interface ITrialTrainer
{
    /// <summary>Trains a trial from its checkpoint, or from the beginning, until it pauses or ends. Never throws for what the trial's values are the reason of.</summary>
    TrialOutcome Train(TrialTask task);

    /// <summary>Whether the trial has a checkpoint to go on from.</summary>
    bool HasCheckpoint(int trial);

    /// <summary>Removes the trial's checkpoint: it will not be trained further. Its model stays.</summary>
    void RemoveCheckpoint(int trial);

    /// <summary>The epochs of a trial with these values at the end of each stage, so that it takes as long as the first trial.</summary>
    IReadOnlyList<int> StagesOf(IReadOnlyList<object> values);

    /// <summary>The trainer and the network of these values.</summary>
    string NameOf(IReadOnlyList<object> values);
}
