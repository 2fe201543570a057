namespace Microsoft.ML.ConvNet;

/// <summary>What one epoch came to: a point of the learning curves in <see cref="TrainingHistory"/>.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Training steps (updates of the weights) since the run began, this epoch's included.</summary>
    public required long Step { get; init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean training loss (of regression: in squared standard deviations of the labels) over the epoch's batches, as they were trained: while the weights changed, with dropout and augmentation.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of hits in the same batches, 0 to 1; NaN for regression, which has none.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss over the validation rows with the weights at the end of the epoch; <see langword="null"/> without such rows.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of hits on the validation rows, 0 to 1, or NaN; <see langword="null"/> without such rows.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Training images a second, without validation.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Time since the run began; interruptions of a run that was resumed are not counted.</summary>
    public required TimeSpan Elapsed { get; init; }
}
