namespace Microsoft.ML.ConvNet;

/// <summary>A stage of a <see cref="StagedRate"/>.</summary>
/// <param name="Epochs">Its epochs, at least 1.</param>
/// <param name="Schedule">What is laid out over them.</param>
internal sealed record RateStage(int Epochs, LearningRateSchedule Schedule);
