namespace Microsoft.ML.ConvNet;

/// <summary>How a <see cref="ConvNetExperiment"/> stands; reported after every epoch of a trial, and whenever a trial begins, pauses or ends.</summary>
/// <param name="Run">The trial that this is about.</param>
/// <param name="BestRun">The best trial so far; <see langword="null"/> as long as none has been measured.</param>
/// <param name="Elapsed">Time that the experiment has taken, earlier calls with the same folder included.</param>
/// <param name="Remaining">Time that is left of <see cref="ConvNetExperimentSettings.MaxExperimentTimeInSeconds"/>.</param>
public sealed record ConvNetExperimentProgress(ConvNetRunDetail Run, ConvNetRunDetail? BestRun, TimeSpan Elapsed, TimeSpan Remaining);
