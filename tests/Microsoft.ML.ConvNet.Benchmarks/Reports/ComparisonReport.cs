using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>One contestant's figures on one workload.</summary>
/// <param name="ImagesPerSecond">Batch size over the median step of a slice; over all slices.</param>
/// <param name="ShareOfPeak">Arithmetic operations over the multiply-add peak of the same round; median.</param>
/// <param name="PeakMemoryBytes">Most physical memory of its process.</param>
internal sealed record ContestantFigures(string Name, string Version, Statistics ImagesPerSecond, double ShareOfPeak, long PeakMemoryBytes);

/// <summary>The figures of all contestants on one workload with one number of threads.</summary>
/// <param name="PeakGflops">Multiply-add peak of these threads; over all rounds.</param>
/// <param name="ForeignProcessors">Processors that other programs kept busy meanwhile.</param>
/// <param name="Peers">Every peer that ran.</param>
/// <param name="BestPeer">The one with the largest median, which the ratio is against; null without peers.</param>
/// <param name="Ratio">Ours over the best peer's, slices of the same round; null without peers.</param>
internal sealed record ComparisonResult(
    string Workload, int Batch, int Threads, double StepGflop, Statistics PeakGflops, double ForeignProcessors, ContestantFigures Ours, IReadOnlyList<ContestantFigures> Peers,
    string? BestPeer, Statistics? Ratio);

/// <summary>Everything that one run of a paired benchmark found.</summary>
internal sealed record ComparisonReport(
    string Mode, DateTimeOffset Date, MachineDescription Machine, int Repeats, double SliceSeconds, bool WithUpdate, IReadOnlyList<ComparisonResult> Results);
