using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>What a model keeps of the trainer's options: the columns, how images are read, and how scoring runs.</summary>
internal sealed record ModelSettings
{
    /// <summary>The label column of the training data.</summary>
    public required string LabelColumnName { get; init; }

    /// <summary>The column of images.</summary>
    public required string FeatureColumnName { get; init; }

    /// <summary>Type of the column of images in the training data.</summary>
    public required VectorDataViewType FeatureColumnType { get; init; }

    /// <summary>The output column of scores.</summary>
    public required string ScoreColumnName { get; init; }

    /// <summary>The output column of the predicted label.</summary>
    public required string PredictedLabelColumnName { get; init; }

    /// <summary>The output column of the probability of yes, if the task has one.</summary>
    public string ProbabilityColumnName { get; init; } = ConvNetTrainer.DefaultProbabilityColumnName;

    /// <summary>What the model tells of an image.</summary>
    public ConvNetTask Task { get; init; }

    /// <summary>How images are read, with shape and layout filled in.</summary>
    public required ImageColumnOptions Image { get; init; }

    /// <summary>Whether a row without a readable image gets NaN scores instead of an error.</summary>
    public bool SkipUnreadableImages { get; init; }

    /// <summary>Text column with the path of the image, named in errors when it is there; or null.</summary>
    public string? ImagePathColumnName { get; init; }

    /// <summary>Rows that scoring evaluates together; 0: by the size of the network.</summary>
    public int LookAhead { get; init; }

    /// <summary>Most threads that scoring uses; null: one for each processor.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Whether convolutions are only ever computed as sums of products.</summary>
    public bool ExactConvolution { get; init; }
}
