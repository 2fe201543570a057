namespace Microsoft.ML.ConvNet;

/// <summary>Settings of a <see cref="ConvNetExperiment"/>. Those that ML.NET's AutoML has too have its names.</summary>
public sealed class ConvNetExperimentSettings
{
    /// <summary>
    /// Seconds that the experiment may take, at least 1. Default: a day, as in ML.NET's AutoML. The time that earlier calls with the same <see cref="CacheDirectory"/> took counts.
    /// </summary>
    /// <remarks>It ends one mini-batch and one evaluation later at most. Reading the pictures counts too.</remarks>
    public uint MaxExperimentTimeInSeconds { get; set; } = 24 * 60 * 60;

    /// <summary>How many trials may be begun, at least 1. Default <see langword="null"/>: as many as there is time for.</summary>
    public int? MaxModels { get; set; }

    /// <summary>What is made as good as possible on the validation rows. Default: <see cref="ConvNetExperimentMetric.MicroAccuracy"/>.</summary>
    public ConvNetExperimentMetric OptimizingMetric { get; set; } = ConvNetExperimentMetric.MicroAccuracy;

    /// <summary>The k of the top-k accuracy, at least 1; the number of classes is taken when there are fewer. Default 5.</summary>
    public int TopK { get; set; } = 5;

    /// <summary>
    /// Most megabytes (2^20 bytes) that pictures and trainings together may take, more than 0 and finite. A trial whose plan would take more is not begun, but recorded as
    /// <see cref="ConvNetRunState.OutOfMemory"/>. Default <see langword="null"/>: no limit; a trial that does run out of memory is recorded all the same.
    /// </summary>
    public double? MaximumMemoryUsageInMegaByte { get; set; }

    /// <summary>
    /// Decides which rows are held out, which configurations are drawn, and the seed of each trial. Default <see langword="null"/>: drawn from ML.NET's own generator, so that MLContext's
    /// seed decides; of an experiment that goes on, the seed that it had.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>What is searched. Default <see langword="null"/>: <see cref="ConvNetSearchSpace.For"/> the size of the images and the number of classes.</summary>
    public ConvNetSearchSpace? SearchSpace { get; set; }

    /// <summary>
    /// A folder for the log, the checkpoints and the models of the trials; it is created if need be. An experiment with the same data and settings that is given a folder of an earlier one
    /// continues it: a trial that was running when the process ended loses what came after its last checkpoint, half a minute at most. Default <see langword="null"/>: models are kept in
    /// memory, checkpoints in a temporary folder that is removed at the end.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>Ends the experiment within one mini-batch; the best model so far is returned, if there is one.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>How the time is spent. Default: <see cref="ConvNetSearchAlgorithm.SuccessiveHalving"/>.</summary>
    public ConvNetSearchAlgorithm SearchAlgorithm { get; set; } = ConvNetSearchAlgorithm.SuccessiveHalving;

    /// <summary>
    /// Epochs of the first trial if it goes through to its end, at least 1; others get so many that they take about as long. Default <see langword="null"/>: so many that they take half of the time
    /// (<see cref="ConvNetSearchAlgorithm.Random"/>: a fifth), by the speed measured before the first trial, at most 300.
    /// </summary>
    public int? MaximumEpochs { get; set; }

    /// <summary>
    /// Of so many trials one goes on to the next stage of <see cref="ConvNetSearchAlgorithm.SuccessiveHalving"/>, which has so many times as many epochs: at least 2. Default 3, so that
    /// trials are compared after a third of <see cref="MaximumEpochs"/>, a ninth and a twenty-seventh, as far as that is at least 5 of them.
    /// </summary>
    public int ReductionFactor { get; set; } = 3;

    /// <summary>Share of the training rows of each class that is held out when no validation rows are given: more than 0 and less than 1. Default 0.1.</summary>
    public float ValidationSetFraction { get; set; } = 0.1f;

    /// <summary>
    /// Trials that are trained at the same time, at least 1, with the threads divided between them. Default 1: one trial with all threads. Each trial comes to the same bits either way; which
    /// trials go on, and so how many there are, may differ.
    /// </summary>
    /// <remarks>All trainings of a process share its worker threads, so this pays when each trial is left one thread: small networks, as many trials as processors.</remarks>
    public int ParallelTrials { get; set; } = 1;

    /// <summary>Most threads that all trials use together, at least 1; <see langword="null"/> (default): one for each processor. The result of a trial does not depend on it.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Options that all trials share, such as the column and the shape of the images, or class weights; what the search space chooses comes on top. Label column, epochs, validation, seed, threads, early stopping, callbacks, cancellation and checkpoints are the
    /// experiment's own and not taken from here. Default <see langword="null"/>: the trainer's defaults.
    /// </summary>
    public ConvNetTrainer.Options? TrainerOptions { get; set; }

    /// <summary>A copy, so that an experiment does not change when the caller goes on to change the settings.</summary>
    internal ConvNetExperimentSettings Copy()
    {
        var copy = (ConvNetExperimentSettings)MemberwiseClone();
        copy.TrainerOptions = (ConvNetTrainer.Options?)TrainerOptions?.Copy();
        return copy;
    }
}
