using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>All that a model file holds.</summary>
/// <param name="Settings">Columns, how images are read, how scoring runs.</param>
/// <param name="Network">The definition.</param>
/// <param name="Weights">Its parameters and running statistics.</param>
/// <param name="Statistics">Mean and deviation of each channel.</param>
/// <param name="LabelValues">What the classes stand for, or null.</param>
/// <param name="History">How it was trained, or null.</param>
/// <param name="TargetStatistics">Mean and deviation of each number of the labels, for regression; else null.</param>
internal sealed record ModelContent(
    ModelSettings Settings, Network Network, Weights Weights, PixelStatistics Statistics, LabelValues? LabelValues, TrainingHistory? History = null,
    PixelStatistics? TargetStatistics = null);
