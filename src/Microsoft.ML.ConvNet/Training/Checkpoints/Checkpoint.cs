namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>What a checkpoint file holds.</summary>
/// <param name="Run">Which run it is of.</param>
/// <param name="State">The run's state.</param>
internal sealed record Checkpoint(RunFingerprint Run, TrainingState State);
