namespace Microsoft.ML.ConvNet;

public abstract partial class ConvNetTrainerBase
{
    /// <content>How a run goes on, ends, and survives an interruption.</content>
    public abstract partial class OptionsBase
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
        /// Whether training keeps fewer activations from the forward to the backward pass (activation checkpointing; Chen, Xu, Zhang and Guestrin 2016, Training Deep Nets with
        /// Sublinear Memory Cost): those that cost little, such as the results of normalisation, activation, pooling, dropout, sums and concatenation, are computed again when the
        /// backward pass needs them, if that lowers the most memory that a step takes. The weights are the same to the last bit; a step takes 5 to 25 % longer.
        /// <see cref="Network.Memory"/> tells what it saves. Default <see langword="false"/>: they are kept.
        /// </summary>
        public bool RecomputeActivations = false;

        /// <summary>
        /// Whether a cancelled training returns the best model so far: the weights of the best epoch on the validation rows, by <see cref="EarlyStoppingCriteria"/> or else by
        /// the loss, or without such rows those of the last completed epoch. Before the first epoch is completed <see cref="OperationCanceledException"/> is thrown all the
        /// same. Default <see langword="false"/>: it always is.
        /// </summary>
        public bool ReturnBestModelOnCancellation = false;

        /// <summary>
        /// A folder for checkpoints, from which an interrupted run can go on (<see cref="ResumeFrom"/>); it is created if need be. Several runs may use one folder: names of
        /// files begin with digits made of a run's network, data and options. A checkpoint that cannot be written, on a full disk say, is warned of and the training goes on;
        /// cancelling writes one too. Default <see langword="null"/>: none are written.
        /// </summary>
        public string? WorkspacePath = null;

        /// <summary>A checkpoint is written after every so many epochs, at least 1. Default 1. Used with <see cref="WorkspacePath"/>.</summary>
        public int CheckpointEveryEpochs = 1;

        /// <summary>
        /// A checkpoint is also written, within an epoch too, when so many minutes have passed since the last: more than 0. Default <see langword="null"/>: only after epochs.
        /// </summary>
        public double? CheckpointEveryMinutes = null;

        /// <summary>How many of a run's last checkpoints are kept, at least 1; the one of the best epoch on the validation rows is kept on top. Default 2.</summary>
        public int CheckpointsToKeep = 2;

        /// <summary>
        /// A checkpoint, or a folder whose newest readable one is taken, to go on from: the weights at the end are, bit for bit, those of the run that was not interrupted.
        /// Network, data and options must be those of that run; those that decide nothing about the weights (callbacks, threads, how often checkpoints are written) may differ.
        /// Without <see cref="Seed"/> the run's own seed is used. If it is the <see cref="WorkspacePath"/> and there is no checkpoint yet, the run starts from the beginning, so that a job need
        /// not know whether it is the first try. Default <see langword="null"/>: a new run.
        /// </summary>
        public string? ResumeFrom = null;
    }
}
