namespace Microsoft.ML.ConvNet.Training;

/// <summary>The weights that a run gives back when it cannot go on: of the best epoch on the validation rows, or without such rows of the last one.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Epoch">The epoch at whose end they were these, counted from 1; 0 for the initial weights.</param>
internal sealed record KeptWeights(Weights Weights, int Epoch);
