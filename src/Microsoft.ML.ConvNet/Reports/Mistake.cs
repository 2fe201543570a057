namespace Microsoft.ML.ConvNet.Reports;

/// <summary>A row that a model takes for another class.</summary>
/// <param name="Row">Its number in the validation set, from 0.</param>
/// <param name="Truth">Its class, from 0.</param>
/// <param name="Guess">The class that the model takes it for, from 0.</param>
/// <param name="Probability">How sure the model is of that, 0 to 1.</param>
/// <param name="TruthProbability">The probability of its class.</param>
/// <param name="Picture">Null if there is none.</param>
internal sealed record Mistake(long Row, int Truth, int Guess, float Probability, float TruthProbability, RowPicture? Picture);
