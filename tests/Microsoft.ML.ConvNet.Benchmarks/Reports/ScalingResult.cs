using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>How much faster training steps are on two threads than on one.</summary>
/// <param name="OneThread">Images a second.</param>
/// <param name="TwoThreads">Images a second.</param>
/// <param name="Ratio">Two threads over one, slices of the same round.</param>
/// <param name="FastestRatio">The rate of the fastest step of all slices on two threads over that on one: what is left of the ratio when no neighbour disturbs either.</param>
/// <param name="PeakRatio">The same of multiply-adds from registers alone, which is what the machine gives.</param>
/// <param name="ForeignProcessors">Processors that other programs kept busy meanwhile.</param>
internal sealed record ScalingResult(
    string Workload, int Batch, int Rounds, double SliceSeconds, Statistics OneThread, Statistics TwoThreads, Statistics Ratio, double FastestRatio, Statistics PeakRatio, double ForeignProcessors, ResultStamp Stamp);
