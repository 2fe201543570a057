namespace Microsoft.ML.ConvNet;

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="LearningRate">Rate of the step.</param>
/// <param name="Loss">Mean loss of its batch, before the step.</param>
/// <param name="SmoothedLoss">Exponential average of the losses so far.</param>
public readonly record struct LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
