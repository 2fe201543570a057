using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>The tables of the paired benchmarks.</summary>
internal static class ComparisonTable
{
    public static void WriteTraining(IReadOnlyList<ComparisonResult> results, MachineDescription machine, TextWriter writer)
    {
        string what = results[0].Duty == Duty.Train ? "forward, loss, backward, update by SGD with momentum" : "forward, loss, backward; no update";
        WriteHead($"Training steps ({what}), images/s", results, machine, writer);
        var table = new MarkdownTable(
            "network", "batch", "threads", "ours", "PyTorch", "form", "ratio", "min", "max", "share of peak", "PyTorch's", "peak GFLOP/s", "RSS MB", "PyTorch's");
        foreach (var result in results)
        {
            var torch = result.Best(ContestantStart.PyTorch);
            table.Add([
                result.Workload, $"{result.Batch}", $"{result.Threads}", Speed(result, result.Ours), Speed(result, torch), torch?.Form ?? "-", .. Ratios(torch),
                Share(result.Ours), Share(torch), Peak(result), Memory(result.Ours), Memory(torch)]);
        }

        WriteEnd(table, results, writer);
    }

    public static void WriteScoring(IReadOnlyList<ComparisonResult> results, MachineDescription machine, TextWriter writer)
    {
        WriteHead("Scoring: milliseconds of one image (batch 1), images/s (batch 32)", results, machine, writer);
        var table = new MarkdownTable(
            "network", "batch", "threads", "ours", "ONNX Runtime", "ratio", "min", "max", "PyTorch", "form", "ratio", "min", "max", "share of peak", "ONNX Runtime's", "peak GFLOP/s",
            "RSS MB", "ONNX Runtime's", "PyTorch's");
        foreach (var result in results)
        {
            var (torch, onnx) = (result.Best(ContestantStart.PyTorch), result.Best(ContestantStart.OnnxRuntime));
            table.Add([
                result.Workload, $"{result.Batch}", $"{result.Threads}", Speed(result, result.Ours), Speed(result, onnx), .. Ratios(onnx), Speed(result, torch), torch?.Form ?? "-",
                .. Ratios(torch), Share(result.Ours), Share(onnx), Peak(result), Memory(result.Ours), Memory(onnx), Memory(torch)]);
        }

        WriteEnd(table, results, writer);
    }

    private static void WriteHead(string what, IReadOnlyList<ComparisonResult> results, MachineDescription machine, TextWriter writer)
    {
        var versions = results.SelectMany(result => result.Peers).Select(peer => peer.Version).Distinct();
        writer.WriteLine($"{what}: medians of {results[0].Rounds} rounds of {results[0].SliceSeconds} s a contestant.");
        writer.WriteLine($"{string.Join("; ", versions.Prepend(machine.ToString()))}.");
        writer.WriteLine();
    }

    private static void WriteEnd(MarkdownTable table, IReadOnlyList<ComparisonResult> results, TextWriter writer)
    {
        table.Write(writer);
        writer.WriteLine();
        var noisy = results.Where(result => ForeignLoad.Warning(result.ForeignProcessors).Length > 0).Select(result => $"{result.Workload} ({result.Threads})").Distinct().ToList();
        if (noisy.Count > 0) writer.WriteLine($"Do not quote {string.Join(", ", noisy)}: other programs used the processors meanwhile.\n");
    }

    // The latency of a single image is what its user sees.
    private static string Speed(ComparisonResult result, ContestantFigures? figures) => figures is null
        ? "-"
        : result is { Duty: Duty.Score, Batch: 1 } ? MarkdownTable.Milliseconds(1 / figures.ImagesPerSecond.Median) : MarkdownTable.Number(figures.ImagesPerSecond.Median);

    private static string[] Ratios(ContestantFigures? peer) => peer?.Ratio is { } ratio
        ? [MarkdownTable.Number(ratio.Median), MarkdownTable.Number(ratio.Minimum), MarkdownTable.Number(ratio.Maximum)]
        : ["-", "-", "-"];

    private static string Share(ContestantFigures? figures) => figures is null ? "-" : MarkdownTable.Percent(figures.ShareOfPeak);

    private static string Peak(ComparisonResult result) =>
        $"{MarkdownTable.Number(result.PeakGflops.Median)} ({MarkdownTable.Number(result.PeakGflops.Minimum)}-{MarkdownTable.Number(result.PeakGflops.Maximum)})";

    private static string Memory(ContestantFigures? figures) => figures is null ? "-" : MarkdownTable.Megabytes(figures.PeakMemoryBytes);
}
