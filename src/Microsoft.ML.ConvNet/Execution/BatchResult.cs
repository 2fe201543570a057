namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Loss and hits of one training batch.</summary>
/// <param name="LossSum">Sum over the rows of example weight times loss.</param>
/// <param name="WeightSum">What to divide it by for the mean: the sum of the example weights (times class weights).</param>
/// <param name="Correct">Rows that the outputs get right; for classes, those whose first largest logit is the label.</param>
internal readonly record struct BatchResult(double LossSum, double WeightSum, int Correct);
