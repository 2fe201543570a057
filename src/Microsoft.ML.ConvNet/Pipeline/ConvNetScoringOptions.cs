using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Tasks;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet;

/// <summary>What a <see cref="ConvNetTransformer"/> keeps of the options of whatever made it: its columns, how images are read, and how scoring runs.</summary>
public abstract class ConvNetScoringOptions
{
    private protected ConvNetScoringOptions()
    {
    }

    /// <summary>
    /// The column of images. Default <c>Features</c>. A known-size vector of Single or Byte, as ExtractPixels makes it, or the variable vector of Byte that
    /// LoadRawImageBytes makes.
    /// </summary>
    public string FeatureColumnName = ConvNetTrainer.DefaultFeatureColumnName;

    /// <summary>Name of the output column with the score: the probability of each class, for yes or no the logit, for regression the number or numbers. Default <c>Score</c>.</summary>
    public string ScoreColumnName = ConvNetTrainer.DefaultScoreColumnName;

    /// <summary>Name of the output column with the most probable class, a key, or with yes or no. Default <c>PredictedLabel</c>. Not used for regression.</summary>
    public string PredictedLabelColumnName = ConvNetTrainer.DefaultPredictedLabelColumnName;

    /// <summary>
    /// Whether the channels of a pixel lie side by side (H, W, C) rather than in planes (C, H, W). Default <see langword="null"/>: read from the dimensions of the
    /// feature column; planes for a plain vector.
    /// </summary>
    public bool? InterleavePixelColors = null;

    /// <summary>How encoded images are brought to the size that the network takes. Default IsoCrop, as for ML.NET's ResizeImages.</summary>
    public ImageResizingEstimator.ResizingKind Resizing = ImageResizingEstimator.ResizingKind.IsoCrop;

    /// <summary>
    /// What is subtracted from the pixels of each channel: C finite values, in the unit of the pixels. Default <see langword="null"/>. To be given together with
    /// <see cref="ChannelDeviations"/>.
    /// </summary>
    public IReadOnlyList<float>? ChannelMeans = null;

    /// <summary>What the pixels of each channel are then divided by: C finite values above 0. Default <see langword="null"/>.</summary>
    public IReadOnlyList<float>? ChannelDeviations = null;

    /// <summary>
    /// Whether an image that cannot be decoded, or has NaN or infinite pixels, gets NaN scores and no predicted label at scoring instead of an error; training rows with
    /// such images are skipped and counted in the log. Default <see langword="false"/>.
    /// </summary>
    public bool SkipUnreadableImages = false;

    /// <summary>A text column with the path of the image, named in errors. Default <see langword="null"/>: the row's number is named.</summary>
    public string? ImagePathColumnName = null;

    /// <summary>Most threads that are used, at least 1; <see langword="null"/> (default): one for each processor. The result does not depend on it.</summary>
    public int? NumberOfThreads = null;

    /// <summary>
    /// Whether convolutions are only ever computed as the sums of products that define them, in training and by the trained model. Default <see langword="false"/>:
    /// 3x3 convolutions of stride 1 use Winograd's algorithm where it is faster, about twice as fast for large layers, and forward passes with kernels of 5x5 and more the
    /// Fourier transform. Their single-precision error is of the size of that of the sums themselves: relative to a layer's output 0.3 to 3 millionths (root mean square),
    /// 30 millionths at most. Which layers use them depends on their shape and on the number of rows that are computed together, so that scores may differ by such errors
    /// with <see cref="LookAhead"/>.
    /// </summary>
    public bool ExactConvolution = false;

    /// <summary>
    /// Rows that scoring evaluates together, reading that far ahead: 1 to 65536; 0 (default): by the size of the network. Never more than one block is read beyond
    /// the rows that the caller has asked for.
    /// </summary>
    public int LookAhead = 0;

    /// <summary>
    /// By which views of an image the trained model scores it, for example <see cref="TestTimeEvaluation.HorizontalFlip"/>. Default <see langword="null"/>: by the image as it is. A trainer reads
    /// training and validation images at the network's size, so that with it larger images are possible for a column of encoded images only; for pixels give them to the trained model
    /// (<see cref="ConvNetTransformer.WithTestTimeEvaluation"/>).
    /// </summary>
    public TestTimeEvaluation? TestTimeEvaluation = null;

    /// <summary>Name of the output column with the probability of yes, for what has one.</summary>
    internal virtual string ProbabilityColumn => ConvNetTrainer.DefaultProbabilityColumnName;

    /// <summary>What the model tells of an image.</summary>
    internal virtual LearningTask Task => LearningTask.Multiclass;

    /// <summary>How the feature column is read as images.</summary>
    /// <param name="shape">The shape of an image, or null when the column's dimensions tell it.</param>
    internal ImageColumnOptions ImageColumnOptions(ImageShape? shape) => new()
    {
        Shape = shape,
        Layout = InterleavePixelColors switch
        {
            true => PixelLayout.Interleaved,
            false => PixelLayout.Planar,
            null => PixelLayout.Inferred,
        },
        Resizing = Resizing,
    };

    /// <summary>Mean and deviation of each channel, or null when none are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many as the images have channels.</exception>
    internal PixelStatistics? GivenStatistics(int channels)
    {
        if (ChannelMeans is not { } means || ChannelDeviations is not { } deviations) return null;
        OptionsRules.CheckChannels(means.Count, channels, nameof(ChannelMeans));
        return new PixelStatistics(means, deviations);
    }

    /// <summary>What the model keeps.</summary>
    internal ModelSettings ModelSettings(ImageColumn images, string labelColumnName) => new()
    {
        LabelColumnName = labelColumnName,
        FeatureColumnName = FeatureColumnName,
        FeatureColumnType = (VectorDataViewType)images.Column.Type,
        ScoreColumnName = ScoreColumnName,
        PredictedLabelColumnName = PredictedLabelColumnName,
        ProbabilityColumnName = ProbabilityColumn,
        Task = Task.Name,
        Image = images.Options,
        SkipUnreadableImages = SkipUnreadableImages,
        ImagePathColumnName = ImagePathColumnName,
        LookAhead = LookAhead,
        NumberOfThreads = NumberOfThreads,
        ExactConvolution = ExactConvolution,
    };

    /// <summary>A copy, so that an estimator does not change when the caller goes on to change the options.</summary>
    private protected ConvNetScoringOptions CopyAll()
    {
        var copy = (ConvNetScoringOptions)MemberwiseClone();
        if (ChannelMeans is { } means) copy.ChannelMeans = [.. means];
        if (ChannelDeviations is { } deviations) copy.ChannelDeviations = [.. deviations];
        return copy;
    }
}
