using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>
/// Training steps, ours and PyTorch's in alternating slices of one run: what the machine's clock and its neighbours do falls on both. The figures are
/// medians over the rounds, the ratio is taken within a round.
/// </summary>
internal static class CompareCommand
{
    private const double DefaultSliceSeconds = 1.5;
    private const double PeakSeconds = 0.1;

    /// <summary>A reference BLAS reaches a few percent of the peak, even an old tuned one several times this share.</summary>
    private const double LeastMatrixShare = 0.1;

    private static readonly string[] Layouts = ["nchw", "channels_last"];

    public static void Run(BenchmarkOptions options, string mode, bool withUpdate, string fileName)
    {
        double seconds = options.Seconds ?? DefaultSliceSeconds;
        var results = new List<ComparisonResult>();
        string[] names = [.. options.Workloads.Count > 0 ? options.Workloads : WorkloadCatalog.Defaults(mode)];
        foreach (string name in names)
        {
            var workload = WorkloadCatalog.Create(name);
            foreach (int threads in options.Threads)
            {
                Console.Error.WriteLine($"{name}, {threads} thread(s) ...");
                results.Add(Compare(workload, threads, withUpdate, seconds, options));
            }
        }

        var report = new ComparisonReport(mode, DateTimeOffset.UtcNow, MachineDescription.Read(), options.Repeats, seconds, withUpdate, results);
        Write(report, Console.Out);
        Console.Error.WriteLine($"Written: {ResultFile.Write(options.Output, fileName, report)}");
    }

    private static ComparisonResult Compare(Workload workload, int threads, bool withUpdate, double seconds, BenchmarkOptions options)
    {
        var contestants = new List<Contestant>();
        try
        {
            contestants.Add(Contestant.StartEngine(workload.Name, threads, withUpdate));
            if (options.Peer is not null)
            {
                foreach (string layout in Layouts) contestants.Add(Contestant.StartPyTorch(options.Peer, workload.Name, threads, withUpdate, layout));
            }

            foreach (var contestant in contestants)
            {
                CheckSameWork(workload, contestant);
                CheckMatrixRate(contestant, threads);
            }

            return Measure(workload, threads, contestants, seconds, options.Repeats);
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
        }
    }

    private static ComparisonResult Measure(Workload workload, int threads, List<Contestant> contestants, double seconds, int repeats)
    {
        var peaks = new double[repeats];
        var slices = contestants.Select(_ => new SliceResult[repeats]).ToArray();
        foreach (var contestant in contestants) contestant.Run(seconds);
        var load = new ForeignLoad(() => contestants.Aggregate(Environment.CpuUsage.TotalTime, (sum, contestant) => sum + contestant.ProcessorTime));
        for (int round = 0; round < repeats; round++)
        {
            peaks[round] = FmaPeak.Measure(KernelSet.Best, threads, PeakSeconds);

            // Who comes first changes, so that a clock that falls or rises steadily favours nobody.
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int i = (round + turn) % contestants.Count;
                slices[i][round] = contestants[i].Run(seconds);
            }
        }

        double foreignProcessors = load.Processors;
        ContestantFigures[] figures = [.. contestants.Select((contestant, i) => Figures(workload, contestant, slices[i], peaks))];
        int best = figures.Length == 1 ? 0 : Enumerable.Range(1, figures.Length - 1).MaxBy(i => figures[i].ImagesPerSecond.Median);
        Statistics? ratio = best == 0 ? null : Statistics.Of(slices[0].Zip(slices[best], (ours, peer) => peer.MedianStepSeconds / ours.MedianStepSeconds));
        return new ComparisonResult(
            workload.Name, workload.Batch, threads, workload.StepOperations / 1e9, Statistics.Of(peaks.Select(peak => peak / 1e9)), foreignProcessors, figures[0],
            figures[1..], best == 0 ? null : figures[best].Name, ratio);
    }

    private static ContestantFigures Figures(Workload workload, Contestant contestant, SliceResult[] slices, double[] peaks) => new(
        contestant.Name, contestant.Ready.Version,
        Statistics.Of(slices.Select(slice => workload.Batch / slice.MedianStepSeconds)),
        Statistics.Of(slices.Zip(peaks, (slice, peak) => workload.StepOperations / slice.MedianStepSeconds / peak)).Median,
        slices.Max(slice => slice.PeakMemoryBytes));

    private static void CheckSameWork(Workload workload, Contestant contestant)
    {
        var ready = contestant.Ready;
        if ((ready.Batch, ready.Parameters, ready.MultiplyAdds) == (workload.Batch, workload.Parameters, workload.MultiplyAdds)) return;
        throw new InvalidOperationException(
            $"{contestant.Name} does other work than '{workload.Name}': batch {ready.Batch}, {ready.Parameters} parameters and {ready.MultiplyAdds} multiply-adds an image "
            + $"instead of {workload.Batch}, {workload.Parameters} and {workload.MultiplyAdds}.");
    }

    private static void CheckMatrixRate(Contestant contestant, int threads)
    {
        if (contestant.Ready.MatrixGflops is not { } rate) return;
        double peak = FmaPeak.Measure(KernelSet.Best, threads, PeakSeconds) / 1e9;
        if (rate >= LeastMatrixShare * peak) return;
        throw new InvalidOperationException(
            $"{contestant.Name} multiplies matrices at {MarkdownTable.Number(rate)} of {MarkdownTable.Number(peak)} GFLOP/s, as with a reference BLAS: beating it would mean nothing. "
            + "Install a tuned one (Debian: libopenblas0-pthread), or find out what else slows it down.");
    }

    private static void Write(ComparisonReport report, TextWriter writer)
    {
        string what = report.WithUpdate ? "forward, loss, backward, update by SGD with momentum" : "forward, loss, backward; no update";
        writer.WriteLine($"Training steps ({what}), images/s: medians of {report.Repeats} rounds of {report.SliceSeconds} s each.");
        writer.WriteLine($"{report.Machine}{(report.Results[0].Peers is [var peer, ..] ? $"; {peer.Version}" : "")}.");
        writer.WriteLine();
        var table = new MarkdownTable(
            "network", "batch", "threads", "ours", "peer", "layout", "ratio", "min", "max", "share of peak", "peer's share", "peak GFLOP/s", "RSS MB", "peer's RSS MB");
        foreach (var result in report.Results)
        {
            var best = result.Peers.FirstOrDefault(figures => figures.Name == result.BestPeer);
            table.Add(
                result.Workload, $"{result.Batch}", $"{result.Threads}",
                MarkdownTable.Number(result.Ours.ImagesPerSecond.Median),
                best is null ? "-" : MarkdownTable.Number(best.ImagesPerSecond.Median),
                best?.Name.Split(' ')[^1] ?? "-",
                Ratio(result.Ratio?.Median), Ratio(result.Ratio?.Minimum), Ratio(result.Ratio?.Maximum),
                MarkdownTable.Percent(result.Ours.ShareOfPeak),
                best is null ? "-" : MarkdownTable.Percent(best.ShareOfPeak),
                MarkdownTable.Number(result.PeakGflops.Median),
                MarkdownTable.Megabytes(result.Ours.PeakMemoryBytes),
                best is null ? "-" : MarkdownTable.Megabytes(best.PeakMemoryBytes));
        }

        table.Write(writer);
        writer.WriteLine();
        writer.WriteLine(ForeignLoad.Warning(report.Results.Max(result => result.ForeignProcessors)));

        static string Ratio(double? ratio) => ratio is { } value ? MarkdownTable.Number(value) : "-";
    }
}
