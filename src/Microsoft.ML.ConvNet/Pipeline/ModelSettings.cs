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

    /// <summary>By which views of an image it is scored; null: by the image as it is.</summary>
    public TestTimeEvaluation? TestTimeEvaluation { get; init; }

    /// <summary>The settings with another way of scoring, and with the images that it needs.</summary>
    /// <param name="input">The network's input.</param>
    public ModelSettings With(TestTimeEvaluation? evaluation, ImageShape input)
    {
        var shape = evaluation?.ImageShape(input) ?? input;
        int[] dimensions = FeatureColumnType.Dimensions.Length switch
        {
            _ when !FeatureColumnType.IsKnownSize => [.. FeatureColumnType.Dimensions],
            1 => [shape.Size],
            2 => [shape.Height, shape.Width],
            _ when Image.Layout == PixelLayout.Interleaved => [shape.Height, shape.Width, shape.Channels],
            _ => [shape.Channels, shape.Height, shape.Width],
        };
        return this with
        {
            TestTimeEvaluation = evaluation,
            Image = Image with { Shape = shape },
            FeatureColumnType = new VectorDataViewType(FeatureColumnType.ItemType, dimensions),
        };
    }
}
