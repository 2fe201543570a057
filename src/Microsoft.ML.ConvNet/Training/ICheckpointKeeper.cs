namespace Microsoft.ML.ConvNet.Training;

/// <summary>Keeps the states of a run, so that it can go on after an interruption.</summary>
internal interface ICheckpointKeeper
{
    /// <summary>Asked after every step and after every epoch: whether the state should be kept now. Allocates nothing.</summary>
    bool IsDue(TrainingPosition position);

    /// <summary>Keeps a state. Also called when a run ends or is cancelled.</summary>
    void Save(TrainingState state);
}
