namespace Microsoft.ML.ConvNet.Training;

/// <summary>The weights that a run would give back if it had to end now.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Epoch">The epoch at whose end they were these, counted from 1; 0 for the initial weights.</param>
internal sealed record KeptWeights(Weights Weights, int Epoch);
