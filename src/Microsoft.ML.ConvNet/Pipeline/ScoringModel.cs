using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>All that scoring reads of a model.</summary>
internal sealed class ScoringModel(ModelSettings settings, LabelValues? labelValues, int outputCount, PixelStatistics? statistics, int blockSize, ScoringPool plans)
{
    /// <summary>Columns and how images are read.</summary>
    public ModelSettings Settings { get; } = settings;

    /// <summary>What the model tells of an image.</summary>
    public LearningTask Task { get; } = LearningTask.Of(settings.Task);

    /// <summary>What the classes stand for, or null.</summary>
    public LabelValues? LabelValues { get; } = labelValues;

    /// <summary>Outputs of the network: scores of an image.</summary>
    public int OutputCount { get; } = outputCount;

    /// <summary>Mean and deviation of each channel, by which images are standardised for the plans; null: the plans take them as they are.</summary>
    public PixelStatistics? Statistics { get; } = statistics;

    /// <summary>Rows that a cursor evaluates together.</summary>
    public int BlockSize { get; } = blockSize;

    /// <summary>Where cursors and rows get their plans.</summary>
    public ScoringPool Plans { get; } = plans;
}
