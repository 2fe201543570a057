namespace Microsoft.ML.ConvNet.Pipeline.Tasks;

/// <summary>Makes the scores of an image out of the network's outputs for it.</summary>
/// <param name="outputs">K outputs.</param>
/// <param name="scores">Room for K scores.</param>
internal delegate void ScoreMap(ReadOnlySpan<float> outputs, Span<float> scores);
