namespace Microsoft.ML.ConvNet;

/// <summary>How a trial of a <see cref="ConvNetExperiment"/> stands.</summary>
public enum ConvNetRunState
{
    /// <summary>It is being trained.</summary>
    Running,

    /// <summary>It was stopped after a stage of its epochs, because others did better; while the experiment lasts, it may yet go on from its checkpoint.</summary>
    Paused,

    /// <summary>All its epochs were trained.</summary>
    Completed,

    /// <summary>The experiment's time was up, or it was cancelled, while the trial ran. What it had learned until the best of its epochs is kept.</summary>
    Interrupted,

    /// <summary>The loss became NaN or infinite. If epochs had ended well before, the best of them is kept.</summary>
    Diverged,

    /// <summary>It needs more memory than <see cref="ConvNetExperimentSettings.MaximumMemoryUsageInMegaByte"/>, or than there was.</summary>
    OutOfMemory,

    /// <summary>It could not be trained: <see cref="ConvNetRunDetail.FailureReason"/> says why.</summary>
    Failed,
}
