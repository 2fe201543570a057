namespace Microsoft.ML.ConvNet;

/// <summary>Why a <see cref="ConvNetExperiment"/> ended.</summary>
public enum ConvNetExperimentEnd
{
    /// <summary><see cref="ConvNetExperimentSettings.MaxExperimentTimeInSeconds"/> had passed.</summary>
    TimeIsUp,

    /// <summary>So many trials were begun as <see cref="ConvNetExperimentSettings.MaxModels"/> allows, and those that deserved it came to their end.</summary>
    AllModelsTried,

    /// <summary>Every configuration of the search space was tried; only a space of few choices has an end.</summary>
    SpaceExhausted,

    /// <summary>A token, or ML.NET, cancelled the experiment.</summary>
    Cancelled,

    /// <summary>Too many trials failed one after the other: something is wrong with all of them. The reasons are in <see cref="ConvNetRunDetail.FailureReason"/>.</summary>
    TooManyFailures,
}
