using System.Globalization;
using System.Text;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Networks;

namespace Microsoft.ML.ConvNet;

/// <summary>The memory that a <see cref="Network"/> takes for a batch size, as it is laid out on this processor; see <see cref="Network.Memory"/>.</summary>
/// <param name="BatchSize">Images at a time.</param>
/// <param name="Threads">Threads that have scratch memory.</param>
/// <param name="Training">While training, without what the optimizer remembers.</param>
/// <param name="Scoring">While scoring.</param>
/// <param name="OptimizerSlot">
/// What each number that the optimizer remembers for a parameter adds to training: plain gradient descent remembers none, momentum one, Adam two.
/// </param>
/// <param name="RecomputeActivations">Whether training computes activations again instead of keeping them (<see cref="ConvNetTrainerBase.OptionsBase.RecomputeActivations"/>).</param>
public sealed record NetworkMemory(int BatchSize, int Threads, MemoryUse Training, MemoryUse Scoring, long OptimizerSlot, bool RecomputeActivations = false)
{
    internal static NetworkMemory Of(Network network, int batchSize, int threads, bool recomputeActivations)
    {
        var graph = network.Lower();
        var (training, slot) = Measure(graph, PlanMode.Training, batchSize, threads, recomputeActivations);
        var (scoring, _) = Measure(graph, PlanMode.Scoring, batchSize, threads, recomputeActivations: false);
        return new NetworkMemory(batchSize, threads, training, scoring, slot, recomputeActivations);
    }

    /// <summary>A table of the bytes.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Memory for batches of {BatchSize} on {Threads} thread{(Threads == 1 ? "" : "s")}{(RecomputeActivations ? ", with activations recomputed" : "")}:\n\n");
        var table = new TextTable(["", "Training", "Scoring"], firstNumericColumn: 1);
        Add("Parameters and statistics", use => use.Parameters);
        Add("Gradients", use => use.Gradients);
        Add("Activations and their gradients", use => use.Activations);
        Add("Scratch", use => use.Scratch);
        Add("Total", use => use.Total);
        table.Write(text);
        text.Append($"\nOptimizer, in addition: {TextTable.Size(OptimizerSlot)} with momentum, {TextTable.Size(2 * OptimizerSlot)} with Adam\n");
        return text.ToString();

        void Add(string name, Func<MemoryUse, long> part) => table.Add(name, TextTable.Size(part(Training)), TextTable.Size(part(Scoring)));
    }

    private static (MemoryUse Use, long Slot) Measure(LoweredGraph graph, PlanMode mode, int batchSize, int threads, bool recomputeActivations)
    {
        bool isTraining = mode == PlanMode.Training;
        using var store = new ParameterStore(graph, isTraining, isMeasured: true);
        using var plan = new ExecutionPlan(graph, store, mode, batchSize, threads, recomputeActivations: recomputeActivations);
        long gradients = isTraining ? store.TrainableBytes : 0;
        return (new MemoryUse(store.MemoryBytes - gradients, gradients, plan.MemoryBytes - plan.ScratchBytes, plan.ScratchBytes), store.TrainableBytes);
    }
}
