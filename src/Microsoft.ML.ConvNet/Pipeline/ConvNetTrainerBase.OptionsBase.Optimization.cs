namespace Microsoft.ML.ConvNet;

public abstract partial class ConvNetTrainerBase
{
    /// <content>What is made small, and how the weights get there.</content>
    public abstract partial class OptionsBase
    {
        /// <summary>
        /// What training makes small. For classes <see cref="Loss.CrossEntropy"/> (the default, with label smoothing or class weights if you like), <see cref="Loss.MulticlassHinge"/> or
        /// <see cref="Loss.Focal"/>; for yes or no <see cref="Loss.BinaryCrossEntropy"/> (the default) or <see cref="Loss.Hinge"/>; for regression <see cref="Loss.MeanSquaredError"/>. Whatever the loss, scores are made of the network's
        /// outputs in the same way, and validation rows are measured by cross-entropy (of regression: squared error). Default <see langword="null"/>: the default of the trainer.
        /// </summary>
        public Loss? Loss = null;

        /// <summary>
        /// Whether classes with few training rows count as much as those with many: the rows of class c are weighted by N / (K n_c), for N rows in K classes and n_c in this one. It
        /// sets the class weights of cross-entropy, the alpha of the focal loss, or the positive weight of binary cross-entropy (n_no / n_yes), which must then not be given. Default <see langword="false"/>.
        /// </summary>
        public bool BalanceClasses = false;

        /// <summary>How the weights are updated; <see langword="null"/> (default): Adam.</summary>
        public Optimizer? Optimizer = null;

        /// <summary>
        /// The learning rate over the run; <see langword="null"/> (default): up to <see cref="LearningRate"/> over the first tenth of the steps, then down to 0 along
        /// half a cosine. When it is given, <see cref="LearningRate"/> is not used.
        /// </summary>
        public LearningRateSchedule? LearningRateSchedule = null;

        /// <summary>Weight decay (L2), at least 0 and finite; biases and norms are exempt. Default 0: none beyond the optimizer's own.</summary>
        public float L2Regularization = 0f;

        /// <summary>L1 penalty, at least 0 and finite; biases and norms are exempt. With <see cref="L2Regularization"/> it makes the elastic net. Default 0: none beyond the optimizer's own.</summary>
        public float L1Regularization = 0f;

        /// <summary>
        /// Parameters with a learning rate or weight decay of their own, or frozen; for each parameter the first group that contains it counts. Default <see langword="null"/>: none.
        /// </summary>
        public IReadOnlyList<ParameterGroup>? ParameterGroups = null;

        /// <summary>
        /// The gradients of a step are made smaller together when the root of the sum of all their squares is more than this: more than 0 and finite. Default <see langword="null"/>: no limit.
        /// </summary>
        public float? GradientClipNorm = null;

        /// <summary>Each gradient is brought into the range from minus this to this: more than 0 and finite. Default <see langword="null"/>: no limit.</summary>
        public float? GradientClipValue = null;
    }
}
