using Microsoft.ML.ConvNet.Benchmarks.Reports;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>A benchmark of several parts with a table of its results.</summary>
internal abstract class Benchmark
{
    public abstract IEnumerable<Part> Parts(BenchmarkOptions options);

    /// <summary>Writes the tables of what is in the results and was asked for.</summary>
    public abstract void Write(BenchmarkResults results, BenchmarkOptions options, TextWriter writer);

    protected static IReadOnlyList<string> Workloads(BenchmarkOptions options, string mode) =>
        options.Workloads.Count > 0 ? options.Workloads : Benchmarks.Workloads.WorkloadCatalog.Defaults(mode);
}
