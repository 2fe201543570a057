using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Where a batch source writes the rows of a mini-batch: memory of the caller, with room for as many rows as <see cref="Weights"/> is long.</summary>
internal readonly ref struct MiniBatch
{
    /// <summary>Standardised images, row after row in H, W, C order.</summary>
    public required Span<float> Pixels { get; init; }

    /// <summary>Zero-based classes; no room for them where a row has <see cref="Targets"/>.</summary>
    public required Span<int> Labels { get; init; }

    /// <summary>K targets of each row, if the loss takes targets.</summary>
    public Span<float> Targets { get; init; }

    /// <summary>Example weights, 1 where the data have none.</summary>
    public required Span<float> Weights { get; init; }

    /// <summary>The other class of rows that are a mixture of two images; written only by sources that mix, which need room here.</summary>
    public Span<int> SecondLabels { get; init; }

    /// <summary>The share of <see cref="Labels"/> in a row, 0 to 1; that of <see cref="SecondLabels"/> is the rest. Written only by sources that mix.</summary>
    public Span<float> Shares { get; init; }

    /// <summary>The memory of a training plan.</summary>
    public static MiniBatch Of(ExecutionPlan plan) => new()
    {
        Pixels = plan.Input,
        Labels = plan.Labels,
        Targets = plan.Targets,
        Weights = plan.ExampleWeights,
        SecondLabels = plan.SecondLabels,
        Shares = plan.Shares,
    };
}
