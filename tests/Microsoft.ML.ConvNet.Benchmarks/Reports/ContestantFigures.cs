using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>One contestant's figures on one workload.</summary>
/// <param name="ImagesPerSecond">Batch size over the median step of a slice; over all slices.</param>
/// <param name="ShareOfPeak">Arithmetic operations over the multiply-add peak around the same slice; median.</param>
/// <param name="PeakMemoryBytes">Most physical memory of its process.</param>
/// <param name="Ratio">Our speed over its speed, slices of the same round; null for ours.</param>
internal sealed record ContestantFigures(string Family, string Form, string Version, Statistics ImagesPerSecond, double ShareOfPeak, long PeakMemoryBytes, Statistics? Ratio);
