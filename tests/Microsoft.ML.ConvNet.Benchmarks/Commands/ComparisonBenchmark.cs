using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Ours beside the peers: training steps of networks or blocks, or scoring.</summary>
/// <param name="mode">Whose workloads are measured when none are named.</param>
internal sealed class ComparisonBenchmark(string mode, Duty duty) : Benchmark
{
    private const double DefaultSliceSeconds = 1;

    private static readonly int[] ScoringBatches = [1, 32];

    public override IEnumerable<Part> Parts(BenchmarkOptions options) =>
        from threads in options.Threads
        from name in Workloads(options, mode)
        select new Part($"{mode}: {name}, {threads} thread(s)", results => Of(results, name, threads).Select(result => result.Stamp).FirstOrDefault(), results =>
        {
            var workload = WorkloadCatalog.Create(name);
            int[] batches = duty == Duty.Score ? options.Batch is { } batch ? [batch] : ScoringBatches : [workload.Batch];
            var run = new PairedRun(workload, threads, duty, options.Seconds ?? DefaultSliceSeconds, options.Repeats, options.Peer, options.OnnxRuntime);
            var found = run.Measure(batches).ToList();
            results.Comparisons.RemoveAll(result => Of(results, name, threads).Contains(result));
            results.Comparisons.AddRange(found);
        });

    public override void Write(BenchmarkResults results, BenchmarkOptions options, TextWriter writer)
    {
        var found = Workloads(options, mode).SelectMany(name => options.Threads.SelectMany(threads => Of(results, name, threads))).ToList();
        if (found.Count == 0) return;
        if (duty == Duty.Score) ComparisonTable.WriteScoring(found, results.Machine, writer);
        else ComparisonTable.WriteTraining(found, results.Machine, writer);
    }

    private IEnumerable<ComparisonResult> Of(BenchmarkResults results, string name, int threads) =>
        results.Comparisons.Where(result => result.Duty == duty && result.Workload == name && result.Threads == threads).OrderBy(result => result.Batch);
}
