namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Loss and hits of one training batch.</summary>
/// <param name="LossSum">Sum over the rows of example weight times cross-entropy.</param>
/// <param name="WeightSum">Sum of the example weights.</param>
/// <param name="Correct">Rows whose first largest logit is the label.</param>
internal readonly record struct BatchResult(double LossSum, double WeightSum, int Correct);
