namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>A contestant's answer to a request for a slice of steps.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Seconds">What they took together.</param>
/// <param name="MedianStepSeconds">Median of single steps.</param>
/// <param name="FastestStepSeconds">The shortest of single steps.</param>
/// <param name="Check">Mean loss of the last training step; when scoring, an output.</param>
/// <param name="PeakMemoryBytes">Most physical memory that the process has held since its start.</param>
internal sealed record SliceResult(int Steps, double Seconds, double MedianStepSeconds, double FastestStepSeconds, double Check, long PeakMemoryBytes);
