using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>The figures of one layer's pass with one instruction set.</summary>
/// <param name="Layout">rows (H, W, C) or interleaved (a vector of images).</param>
/// <param name="Microseconds">Median time of the batch.</param>
/// <param name="PeakGflops">The set's multiply-add peak, the mean of the readings before and after an iteration.</param>
/// <param name="ShareOfPeak">Each iteration of that peak.</param>
/// <param name="Quiet">The part of the iterations that count.</param>
internal sealed record KernelFigures(
    string Network, string Layer, string Input, string Output, int Batch, string Layout, string Pass, string Kernels, double Microseconds, Statistics Gflops, Statistics PeakGflops,
    Statistics ShareOfPeak, double Quiet, bool ReachesGoal);

/// <summary>Everything that one run of the mode kernels found.</summary>
/// <param name="Rounds">Of every kernel; those that were disturbed have more.</param>
/// <param name="Iterations">In each round.</param>
/// <param name="ForeignProcessors">Processors that other programs kept busy meanwhile.</param>
internal sealed record KernelReport(DateTimeOffset Date, MachineDescription Machine, int Rounds, int Iterations, double ForeignProcessors, IReadOnlyList<KernelFigures> Results)
{
    public const string FileName = "kernels.json";

    /// <summary>The share of the peak that a kernel is to reach.</summary>
    public const double Goal = 0.5;
}
