namespace Microsoft.ML.ConvNet;

/// <summary>Why a training run ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>Validation no longer improved (<see cref="ConvNetTrainerBase.OptionsBase.EarlyStoppingCriteria"/>), or the learning-rate schedule was at its end.</summary>
    StoppedEarly,

    /// <summary>The loss became NaN or infinite.</summary>
    Diverged,

    /// <summary>The run was cancelled (<see cref="ConvNetTrainerBase.OptionsBase.ReturnBestModelOnCancellation"/>).</summary>
    Cancelled,
}
