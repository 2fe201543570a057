namespace Microsoft.ML.ConvNet;

public abstract partial class ConvNetTrainerBase
{
    /// <summary>The options that all trainers of convolutional networks have.</summary>
    public abstract partial class OptionsBase : ConvNetScoringOptions
    {
        private protected OptionsBase()
        {
        }

        /// <summary>The label column, of the type that the trainer takes. Default <c>Label</c>. Rows whose label is missing are skipped and counted in the log.</summary>
        public string LabelColumnName = DefaultLabelColumnName;

        /// <summary>The column of example weights (Single, finite, not negative), or <see langword="null"/> (default) for equal weights.</summary>
        public string? ExampleWeightColumnName = null;

        /// <summary>The network; <see langword="null"/> (default): chosen by the size of the images (<see cref="ConvNetArchitecture.ForImageSize"/>).</summary>
        public ConvNetArchitecture? Architecture = null;

        /// <summary>
        /// Weights to start from, such as those of a network that others have trained (<see cref="SafeTensors.ReadFile"/>), with the names and dimensions of the network's own;
        /// <see langword="null"/> (default): random ones, as the network's layers say.
        /// </summary>
        public Weights? InitialWeights = null;

        /// <summary>
        /// Whether <see cref="InitialWeights"/> may have tensors more or less than the network, or of other dimensions: those that fit by name and dimensions are taken, the others
        /// start at random; the log lists them. For fine-tuning with another number of classes. Default <see langword="false"/>: all must fit.
        /// </summary>
        public bool AllowPartialWeights = false;

        /// <summary>Number of passes over the training rows, at least 1. Default 10.</summary>
        public int Epoch = DefaultEpoch;

        /// <summary>Rows of one batch, 1 to 65536: of one training step, unless <see cref="GradientAccumulationSteps"/> says otherwise. Default 64.</summary>
        public int BatchSize = DefaultBatchSize;

        /// <summary>The highest learning rate of the schedule, more than 0 and finite. Default 0.001, which suits Adam.</summary>
        public float LearningRate = DefaultLearningRate;

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
        /// Whether the pixels are standardised by channel (default), with the mean and deviation over the training rows or those that are given
        /// (<see cref="ConvNetScoringOptions.ChannelMeans"/>). They are kept in the model and applied at scoring.
        /// </summary>
        public bool Standardize = true;

        /// <summary>Whether the rows are visited in a new random order in every epoch. Default <see langword="true"/>.</summary>
        public bool Shuffle = true;

        /// <summary>Seeds initial weights, order of rows and dropout; <see langword="null"/> (default): drawn from ML.NET's own generator, so that MLContext's seed decides.</summary>
        public int? Seed = null;

        /// <summary>Stops the training within one batch; <see cref="OperationCanceledException"/> is thrown then, unless <see cref="ReturnBestModelOnCancellation"/> says otherwise.</summary>
        public CancellationToken CancellationToken = default;

        /// <summary>A copy, so that a trainer does not change when the caller goes on to change the options.</summary>
        internal OptionsBase Copy() => (OptionsBase)CopyAll();
    }
}
