using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>The first line of the log: which experiment it is of.</summary>
/// <param name="Description">Data and settings.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Stages">Epochs of the first trial at the end of each stage.</param>
internal sealed record ExperimentHeader(RunFingerprint Description, int Seed, IReadOnlyList<int> Stages);
