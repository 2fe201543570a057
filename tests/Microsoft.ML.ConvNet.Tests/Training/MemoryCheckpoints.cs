using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Keeps the states that are due in memory.</summary>
internal sealed class MemoryCheckpoints(Func<TrainingPosition, bool> isDue) : ICheckpointKeeper
{
    public List<TrainingState> States { get; } = [];

    public bool IsDue(TrainingPosition position) => isDue(position);

    public void Save(TrainingState state) => States.Add(state);
}
