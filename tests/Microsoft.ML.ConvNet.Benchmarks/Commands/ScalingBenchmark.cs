using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>
/// Training steps on one thread and on two, by two processes in alternating slices; beside each slice multiply-adds from registers alone on as many threads, because a virtual machine's second processor
/// is not always worth a whole one.
/// </summary>
internal sealed class ScalingBenchmark : Benchmark
{
    private const double DefaultSliceSeconds = 1;
    private const double PeakSeconds = 0.05;
    private const int MostThreads = 2;

    public override IEnumerable<Part> Parts(BenchmarkOptions options) =>
        from name in Workloads(options, "scaling")
        select new Part($"scaling: {name}", results => Of(results, name)?.Stamp, results =>
        {
            var found = Measure(WorkloadCatalog.Create(name), options.Seconds ?? DefaultSliceSeconds, options.Repeats);
            results.Scalings.RemoveAll(result => result.Workload == name);
            results.Scalings.Add(found);
        });

    public override void Write(BenchmarkResults results, BenchmarkOptions options, TextWriter writer)
    {
        var found = Workloads(options, "scaling").Select(name => Of(results, name)).OfType<ScalingResult>().ToList();
        if (found.Count == 0) return;
        writer.WriteLine($"Training steps on one thread and on two, images/s: medians of {found[0].Rounds} rounds of {found[0].SliceSeconds} s each.");
        writer.WriteLine($"{results.Machine}.");
        writer.WriteLine();
        var table = new MarkdownTable("network", "batch", "1 thread", "2 threads", "ratio", "min", "max", "fastest steps", "peak's ratio", "min", "max");
        foreach (var result in found)
        {
            table.Add([
                result.Workload, $"{result.Batch}", MarkdownTable.Number(result.OneThread.Median), MarkdownTable.Number(result.TwoThreads.Median), .. Range(result.Ratio), MarkdownTable.Number(result.FastestRatio),
                .. Range(result.PeakRatio)]);
        }

        table.Write(writer);
        writer.WriteLine();
        var noisy = found.Where(result => ForeignLoad.Warning(result.ForeignProcessors).Length > 0).Select(result => result.Workload).ToList();
        if (noisy.Count > 0) writer.WriteLine($"Do not quote {string.Join(", ", noisy)}: other programs used the processors meanwhile.\n");

        static string[] Range(Statistics ratio) => [MarkdownTable.Number(ratio.Median), MarkdownTable.Number(ratio.Minimum), MarkdownTable.Number(ratio.Maximum)];
    }

    private static ScalingResult? Of(BenchmarkResults results, string name) => results.Scalings.Find(result => result.Workload == name);

    private static ScalingResult Measure(Workload workload, double seconds, int rounds)
    {
        using var one = new Contestant(ContestantStart.Engine(workload.Name, 1, Duty.Train));
        using var two = new Contestant(ContestantStart.Engine(workload.Name, MostThreads, Duty.Train));
        Contestant[] contestants = [one, two];
        var rates = new double[contestants.Length, rounds];
        var peaks = new double[contestants.Length, rounds];
        double[] fastest = [double.PositiveInfinity, double.PositiveInfinity];
        var load = new ForeignLoad(() => Environment.CpuUsage.TotalTime + one.ProcessorTime + two.ProcessorTime);
        for (int round = -1; round < rounds; round++)
        {
            for (int turn = 0; turn < contestants.Length; turn++)
            {
                int i = (round + 1 + turn) % contestants.Length;
                double before = Peak(i);
                var slice = contestants[i].Run(seconds, workload.Batch);
                double after = Peak(i);
                if (round < 0) continue;
                fastest[i] = Math.Min(fastest[i], slice.FastestStepSeconds);
                (rates[i, round], peaks[i, round]) = (workload.Batch / slice.MedianStepSeconds, before + after);
            }
        }

        return new ScalingResult(
            workload.Name, workload.Batch, rounds, seconds, Over(round => rates[0, round]), Over(round => rates[1, round]), Over(round => rates[1, round] / rates[0, round]),
            fastest[0] / fastest[1], Over(round => peaks[1, round] / peaks[0, round]), load.Processors, ResultStamp.Now());

        double Peak(int i) => FmaPeak.Measure(KernelSet.Best, i + 1, PeakSeconds);

        Statistics Over(Func<int, double> value) => Statistics.Of(Enumerable.Range(0, rounds).Select(value));
    }
}
