using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>
/// Every convolution and dense layer of the networks, each pass alone, on one thread: the steps of real plans, over and over. The figures are medians of
/// interleaved samples; shares are of the same instruction set's multiply-add peak just before the sample.
/// </summary>
internal static class KernelsCommand
{
    private const double DefaultSampleSeconds = 0.01;
    private const double PeakSeconds = 0.005;
    private const double WarmUpSeconds = 0.3;
    private const double Goal = 0.5;

    public static void Run(BenchmarkOptions options)
    {
        double seconds = options.Seconds ?? DefaultSampleSeconds;
        KernelSet[] sets = [.. KernelSet.Supported.Where(set => set.Lanes > 1)];
        if (sets.Length == 0) throw new UsageException("This processor has no vectors.");
        var networks = WorkloadCatalog.KernelNetworks.Where(network => options.Workloads.Count == 0 || options.Workloads.Contains(network.Name)).ToList();
        if (networks.Count == 0) throw new UsageException($"No network is called {string.Join(", ", options.Workloads)}.");
        var plans = new List<IDisposable>();
        try
        {
            var kernels = new List<KernelTiming>();
            foreach (var set in sets)
            {
                foreach (var (name, usualBatch, network) in networks)
                {
                    int batch = options.Batch ?? usualBatch;
                    var graph = LinearSkeleton.Of(network);
                    var parameters = new ParameterStore(graph, withGradients: true, set);
                    plans.Add(parameters);
                    parameters.Load(SyntheticWeights.Of(graph));
                    var plan = new ExecutionPlan(graph, parameters, PlanMode.Training, batch, threads: 1);
                    plans.Add(plan);
                    SyntheticBatch.Fill(plan, graph.OutputShape.Size);

                    // Fills all activations and gradients; the steps then run alone on what is there.
                    plan.ForwardBackward(batch, randomSeed: 1);
                    kernels.AddRange(KernelTiming.Of(name, batch, set, parameters.IsInterleaved, plan));
                }
            }

            var load = new ForeignLoad(() => Environment.CpuUsage.TotalTime);
            Measure(kernels, seconds, options.Repeats);
            Write(kernels, options, seconds, load.Processors);
        }
        finally
        {
            foreach (var plan in plans) plan.Dispose();
        }
    }

    private static void Measure(List<KernelTiming> kernels, double seconds, int repeats)
    {
        foreach (var kernel in kernels) kernel.Sample(WarmUpSeconds);
        for (int round = 0; round < repeats; round++)
        {
            foreach (var kernel in kernels)
            {
                double peak = FmaPeak.Measure(kernel.Set, threads: 1, PeakSeconds);
                kernel.Add(kernel.Sample(seconds), peak);
            }
        }
    }

    private static void Write(List<KernelTiming> kernels, BenchmarkOptions options, double seconds, double foreignProcessors)
    {
        var machine = MachineDescription.Read();
        KernelFigures[] figures = [.. kernels.Select(kernel => kernel.Figures(Goal))];
        Console.WriteLine($"Kernels on one thread: medians of {options.Repeats} interleaved samples of {seconds} s, batches of {figures[0].Batch}. A network's first layer has no data gradient.");
        Console.WriteLine($"{machine}.");
        Console.WriteLine();
        var table = new MarkdownTable("network", "layer", "input", "output", "layout", "pass", "kernels", "us", "GFLOP/s", "share of peak", $">= {MarkdownTable.Percent(Goal)}");
        foreach (var figure in figures)
        {
            table.Add(
                figure.Network, figure.Layer, figure.Input, figure.Output, figure.Layout, figure.Pass, figure.Kernels, MarkdownTable.Number(figure.Microseconds),
                MarkdownTable.Number(figure.Gflops.Median), MarkdownTable.Percent(figure.ShareOfPeak.Median), figure.ReachesGoal ? "yes" : "no");
        }

        table.Write(Console.Out);
        Console.WriteLine();
        foreach (var group in figures.GroupBy(figure => figure.Kernels))
        {
            var peak = Statistics.Of(kernels.Where(kernel => kernel.Set.Name == group.Key).Select(kernel => kernel.MedianPeak / 1e9));
            Console.WriteLine($"{group.Key}: peak {MarkdownTable.Number(peak.Median)} GFLOP/s; {group.Count(figure => figure.ReachesGoal)} of {group.Count()} reach {MarkdownTable.Percent(Goal)}.");
        }

        Console.WriteLine(ForeignLoad.Warning(foreignProcessors));
        var report = new KernelReport(DateTimeOffset.UtcNow, machine, options.Repeats, seconds, foreignProcessors, figures);
        Console.Error.WriteLine($"Written: {ResultFile.Write(options.Output, "kernels.json", report)}");
    }
}
