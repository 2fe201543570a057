namespace Microsoft.ML.ConvNet;

/// <summary>How a <see cref="ConvNetExperiment"/> spends its time on the configurations that it draws.</summary>
public enum ConvNetSearchAlgorithm
{
    /// <summary>
    /// Asynchronous successive halving (Li et al.: A System for Massively Parallel Hyperparameter Tuning, 2020): every trial gets a few epochs, the best of them more, and the best of
    /// those all, for which half of the time is kept. The trials that go on do so from their checkpoints, and with a whole learning-rate schedule for each stage.
    /// </summary>
    SuccessiveHalving,

    /// <summary>Every trial gets all epochs.</summary>
    Random,
}
