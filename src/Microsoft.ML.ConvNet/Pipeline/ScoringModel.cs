using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>All that scoring reads of a model.</summary>
internal sealed class ScoringModel(ModelSettings settings, LabelValues? labelValues, int classCount, PixelStatistics statistics, int blockSize, ScoringPool plans)
{
    /// <summary>Columns and how images are read.</summary>
    public ModelSettings Settings { get; } = settings;

    /// <summary>What the classes stand for, or null.</summary>
    public LabelValues? LabelValues { get; } = labelValues;

    /// <summary>Number of classes K.</summary>
    public int ClassCount { get; } = classCount;

    /// <summary>Mean and deviation of each channel.</summary>
    public PixelStatistics Statistics { get; } = statistics;

    /// <summary>Rows that a cursor evaluates together.</summary>
    public int BlockSize { get; } = blockSize;

    /// <summary>Where cursors and rows get their plans.</summary>
    public ScoringPool Plans { get; } = plans;
}
