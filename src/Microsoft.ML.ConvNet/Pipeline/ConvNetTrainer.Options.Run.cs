namespace Microsoft.ML.ConvNet;

public sealed partial class ConvNetTrainer
{
    /// <content>How a run goes on, ends, and survives an interruption.</content>
    public sealed partial class Options
    {
        /// <summary>
        /// When to stop before the last epoch, and then to return the weights of the best one. It needs validation rows. Default <see langword="null"/>: all epochs are
        /// trained, and the weights of the last one returned.
        /// </summary>
        public EarlyStopping? EarlyStoppingCriteria = null;

        /// <summary>
        /// Decay of the exponential moving average of the weights (EMA), at least 0 and less than 1, for example 0.999: when it is given, the average is what is measured on the
        /// validation rows and returned. In step t the smaller of the decay and (1 + t) / (10 + t) is used. Default <see langword="null"/>: none.
        /// </summary>
        public float? WeightAverageDecay = null;

        /// <summary>
        /// Batches whose gradients are added up for one training step, at least 1: the step is that of a batch of <see cref="BatchSize"/> times as many rows, in the memory of
        /// one batch. Batch norm sees single batches all the same. Default 1.
        /// </summary>
        public int GradientAccumulationSteps = 1;

        /// <summary>
        /// Whether a cancelled training returns the best model so far: the weights of the best epoch on the validation rows, by <see cref="EarlyStoppingCriteria"/> or else by
        /// the loss, or without such rows those of the last completed epoch. Before the first epoch is completed <see cref="OperationCanceledException"/> is thrown all the
        /// same. Default <see langword="false"/>: it always is.
        /// </summary>
        public bool ReturnBestModelOnCancellation = false;
    }
}
