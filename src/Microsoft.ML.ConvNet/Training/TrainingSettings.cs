namespace Microsoft.ML.ConvNet.Training;

/// <summary>The hyper-parameters of one training run, all checked by the caller's options.</summary>
internal sealed record TrainingSettings
{
    /// <summary>Passes over the training rows, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Rows of one step, at least 1.</summary>
    public required int BatchSize { get; init; }

    public required Optimizer Optimizer { get; init; }

    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>Seeds dropout; the order of rows is the batch source's affair.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most threads that a step uses; results do not depend on it.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether convolutions are only ever computed as sums of products.</summary>
    public bool ExactConvolution { get; init; }
}
