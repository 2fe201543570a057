namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The loss became NaN or infinite before there were any good weights: tells this from the other reasons for which a training cannot go on.</summary>
internal sealed class TrainingDivergedException(string message) : InvalidOperationException(message);
