using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>The hyper-parameters of one training run, all checked by the caller's options.</summary>
internal sealed record TrainingSettings
{
    /// <summary>Passes over the training rows, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Rows of one batch, at least 1.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Batches of one step, at least 1.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>What is made small. A loss that takes targets needs sources that give them (<see cref="TargetBatchSource"/>).</summary>
    public Loss Loss { get; init; } = Loss.CrossEntropy();

    public required Optimizer Optimizer { get; init; }

    /// <summary>What is done to gradients before an update; its threads are those of the run.</summary>
    public UpdateSettings Updates { get; init; } = new();

    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>Decay of the average of the weights, 0 to 1; null for none.</summary>
    public double? WeightAverageDecay { get; init; }

    /// <summary>When to stop, and then to give back the best weights; null to train all epochs and give back the last ones.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Whether a run that is cancelled gives back the best weights so far, if it has completed an epoch.</summary>
    public bool ReturnBestOnCancellation { get; init; }

    /// <summary>Seeds dropout; the order of rows is the batch source's affair.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most threads that a step uses; results do not depend on it.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether convolutions are only ever computed as sums of products.</summary>
    public bool ExactConvolution { get; init; }

    /// <summary>Whether activations that cost little are computed again for the backward pass; results do not depend on it.</summary>
    public bool RecomputeActivations { get; init; }

    /// <summary>The plan of a training step.</summary>
    public ExecutionPlan CreatePlan(LoweredGraph graph, ParameterStore parameters) =>
        new(graph, parameters, PlanMode.Training, BatchSize, Threads, Loss.CreateFunction(graph.OutputShape.Size), recomputeActivations: RecomputeActivations);

    /// <summary>The state to go on from; null for a new run.</summary>
    public TrainingState? ResumeFrom { get; init; }

    /// <summary>Keeps the states of the run; null for none.</summary>
    public ICheckpointKeeper? Checkpoints { get; init; }

    /// <summary>Steps of one pass over this many training rows.</summary>
    public long StepsPerEpoch(long rows) => CeilingDivide(CeilingDivide(rows, BatchSize), AccumulationSteps);

    private static long CeilingDivide(long count, long size) => (count + size - 1) / size;
}
