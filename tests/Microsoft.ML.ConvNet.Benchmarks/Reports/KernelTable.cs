using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>The table of the mode kernels.</summary>
internal static class KernelTable
{
    public static void Write(KernelReport report, TextWriter writer)
    {
        string goal = MarkdownTable.Percent(KernelReport.Goal);
        writer.WriteLine($"Kernels on one thread: medians over at least {report.Rounds} rounds of {report.Iterations} iterations, as far as they were quiet; batches of {report.Results[0].Batch}.");
        writer.WriteLine("A network's first layer has no data gradient.");
        writer.WriteLine($"{report.Machine}.");
        writer.WriteLine();
        foreach (var group in report.Results.GroupBy(figure => figure.Kernels))
        {
            var peak = Statistics.Of(group.Select(figure => figure.PeakGflops.Median));
            writer.WriteLine($"- {group.Key}: peak {MarkdownTable.Number(peak.Median)} GFLOP/s; {group.Count(figure => figure.ReachesGoal)} of {group.Count()} reach {goal}.");
        }

        writer.WriteLine();
        var table = new MarkdownTable("network", "layer", "input", "output", "layout", "pass", "kernels", "us", "GFLOP/s", "share of peak", "min", "max", $">= {goal}", "quiet");
        foreach (var figure in report.Results)
        {
            table.Add(
                figure.Network, figure.Layer, figure.Input, figure.Output, figure.Layout, figure.Pass, figure.Kernels, MarkdownTable.Number(figure.Microseconds),
                MarkdownTable.Number(figure.Gflops.Median), MarkdownTable.Percent(figure.ShareOfPeak.Median), MarkdownTable.Percent(figure.ShareOfPeak.Minimum),
                MarkdownTable.Percent(figure.ShareOfPeak.Maximum), figure.ReachesGoal ? "yes" : "no", MarkdownTable.Percent(figure.Quiet));
        }

        table.Write(writer);
        writer.WriteLine();
        if (ForeignLoad.Warning(report.ForeignProcessors) is { Length: > 0 } warning) writer.WriteLine($"{warning}\n");
    }
}
