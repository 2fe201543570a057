using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>The figures of all contestants on one workload with one batch size and number of threads.</summary>
/// <param name="StepGflop">Arithmetic operations of a step.</param>
/// <param name="PeakGflops">Multiply-add peak of these threads; over all readings.</param>
/// <param name="ForeignProcessors">Processors that other programs kept busy meanwhile.</param>
/// <param name="Peers">Every form of a peer that was not left out as hopeless.</param>
internal sealed record ComparisonResult(
    Duty Duty, string Workload, int Batch, int Threads, int Rounds, double SliceSeconds, double StepGflop, Statistics PeakGflops, double ForeignProcessors, ContestantFigures Ours,
    IReadOnlyList<ContestantFigures> Peers, ResultStamp Stamp)
{
    /// <summary>The fastest form of a family of peers; null if none was measured.</summary>
    public ContestantFigures? Best(string family) => Peers.Where(peer => peer.Family == family).MinBy(peer => peer.Ratio!.Value.Median);
}
