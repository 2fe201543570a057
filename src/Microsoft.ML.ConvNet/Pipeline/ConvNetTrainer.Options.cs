using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet;

public sealed partial class ConvNetTrainer
{
    /// <summary><see cref="Options"/> for <see cref="ConvNetTrainer"/> as used in <see cref="ConvNetCatalog.ConvNet(MulticlassClassificationCatalog.MulticlassClassificationTrainers, Options)"/>.</summary>
    public sealed class Options
    {
        /// <summary>The label column: a key of Byte, UInt16, UInt32 or UInt64. Default <c>Label</c>. Rows whose label is missing are skipped and counted in the log.</summary>
        public string LabelColumnName = DefaultLabelColumnName;

        /// <summary>
        /// The column of images. Default <c>Features</c>. A known-size vector of Single or Byte, as ExtractPixels makes it, or the variable vector of Byte that
        /// LoadRawImageBytes makes.
        /// </summary>
        public string FeatureColumnName = DefaultFeatureColumnName;

        /// <summary>The column of example weights (Single, finite, not negative), or <see langword="null"/> (default) for equal weights.</summary>
        public string? ExampleWeightColumnName = null;

        /// <summary>Name of the output column with the probability of each class. Default <c>Score</c>.</summary>
        public string ScoreColumnName = DefaultScoreColumnName;

        /// <summary>Name of the output column with the most probable class, a key. Default <c>PredictedLabel</c>.</summary>
        public string PredictedLabelColumnName = DefaultPredictedLabelColumnName;

        /// <summary>The network; <see langword="null"/> (default): chosen by the size of the images (<see cref="ConvNetArchitecture.ForImageSize"/>).</summary>
        public ConvNetArchitecture? Architecture = null;

        /// <summary>Number of passes over the training rows, at least 1. Default 10.</summary>
        public int Epoch = DefaultEpoch;

        /// <summary>Rows of one training step, 1 to 65536. Default 64.</summary>
        public int BatchSize = DefaultBatchSize;

        /// <summary>The highest learning rate of the schedule, more than 0 and finite. Default 0.001, which suits Adam.</summary>
        public float LearningRate = DefaultLearningRate;

        /// <summary>How the weights are updated; <see langword="null"/> (default): Adam.</summary>
        public Optimizer? Optimizer = null;

        /// <summary>
        /// The learning rate over the run; <see langword="null"/> (default): up to <see cref="LearningRate"/> over the first tenth of the steps, then down to 0 along
        /// half a cosine. When it is given, <see cref="LearningRate"/> is not used.
        /// </summary>
        public LearningRateSchedule? LearningRateSchedule = null;

        /// <summary>Weight decay (L2), at least 0 and finite; biases and norms are exempt. Default 0: none beyond the optimizer's own.</summary>
        public float L2Regularization = 0f;

        /// <summary>Rows to measure after every epoch; never trained on. Default <see langword="null"/>: none, unless <see cref="ValidationSetFraction"/> is given.</summary>
        public IDataView? ValidationSet = null;

        /// <summary>
        /// Share of the training rows, more than 0 and less than 1, that is kept from training and measured after every epoch. Default <see langword="null"/>: none.
        /// Not used when a validation set is given.
        /// </summary>
        public float? ValidationSetFraction = null;

        /// <summary>Called after every epoch for the training rows and, if there are any, for the validation rows. Default <see langword="null"/>.</summary>
        public Action<ConvNetMetrics>? MetricsCallback = null;

        /// <summary>Called after every training batch; keep it short. Default <see langword="null"/>.</summary>
        public Action<ConvNetProgress>? ProgressCallback = null;

        /// <summary>
        /// Shape of the images (C, H, W). Default <see langword="null"/>: read from the dimensions of the feature column. Needed when the column is a plain vector, and
        /// for encoded images, which are resized to it (C is 1 for grey or 3 for red, green, blue).
        /// </summary>
        public ImageShape? ImageShape = null;

        /// <summary>
        /// Whether the channels of a pixel lie side by side (H, W, C) rather than in planes (C, H, W). Default <see langword="null"/>: read from the dimensions of the
        /// feature column; planes for a plain vector.
        /// </summary>
        public bool? InterleavePixelColors = null;

        /// <summary>How encoded images are brought to the size of <see cref="ImageShape"/>. Default IsoCrop, as for ML.NET's ResizeImages.</summary>
        public ImageResizingEstimator.ResizingKind Resizing = ImageResizingEstimator.ResizingKind.IsoCrop;

        /// <summary>
        /// Whether training rows whose image cannot be decoded, or has NaN or infinite pixels, are skipped and counted in the log instead of ending the training; at
        /// scoring such a row then gets NaN scores and no predicted label instead of an error. Default <see langword="false"/>.
        /// </summary>
        public bool SkipUnreadableImages = false;

        /// <summary>A text column with the path of the image, named in errors. Default <see langword="null"/>: the row's number is named.</summary>
        public string? ImagePathColumnName = null;

        /// <summary>
        /// Whether the mean and deviation of each channel over the training rows are taken from the pixels (default). They are kept in the model and applied at scoring.
        /// </summary>
        public bool Standardize = true;

        /// <summary>Whether the rows are visited in a new random order in every epoch. Default <see langword="true"/>.</summary>
        public bool Shuffle = true;

        /// <summary>Seeds initial weights, order of rows and dropout; <see langword="null"/> (default): drawn from ML.NET's own generator, so that MLContext's seed decides.</summary>
        public int? Seed = null;

        /// <summary>Most threads that training and scoring use, at least 1; <see langword="null"/> (default): one for each processor. The result does not depend on it.</summary>
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

        /// <summary>Stops the training within one batch; <see cref="OperationCanceledException"/> is thrown then.</summary>
        public CancellationToken CancellationToken = default;

        /// <summary>A copy, so that a trainer does not change when the caller goes on to change the options.</summary>
        internal Options Copy() => (Options)MemberwiseClone();
    }
}
