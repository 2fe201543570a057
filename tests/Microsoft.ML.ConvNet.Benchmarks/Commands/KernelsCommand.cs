using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Every convolution and dense layer of the networks, each pass alone, on one thread: the steps of real plans, over and over.</summary>
internal static class KernelsCommand
{
    public static void Run(BenchmarkOptions options)
    {
        IReadOnlyList<KernelSet> asked = options.KernelSet is null ? KernelSet.Supported : [options.FindKernelSet()];
        KernelSet[] sets = [.. asked.Where(set => set.Lanes > 1)];
        if (sets.Length == 0) throw new UsageException($"{asked[0]} has no vectors, so no peak to compare with.");
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
                    kernels.AddRange(KernelTiming.Of(name, batch, set, parameters.IsInterleaved, plan, () =>
                    {
                        SyntheticBatch.Fill(plan, graph.OutputShape.Size);
                        plan.ForwardBackward(batch, randomSeed: 1);
                    }));
                }
            }

            var load = new ForeignLoad(() => Environment.CpuUsage.TotalTime);
            KernelBenchmark.Measure(kernels, options);
            Write(options, new KernelReport(
                DateTimeOffset.UtcNow, MachineDescription.Read(), options.Repeats, KernelBenchmark.Iterations, load.Processors,
                [.. kernels.GroupBy(kernel => kernel.Set).SelectMany(Figures)]));
        }
        finally
        {
            foreach (var plan in plans) plan.Dispose();
        }
    }

    private static IEnumerable<KernelFigures> Figures(IEnumerable<KernelTiming> kernelsOfSet)
    {
        var least = KernelTiming.LeastReading(kernelsOfSet);
        return kernelsOfSet.Select(kernel => kernel.Figures(KernelReport.Goal, least));
    }

    private static void Write(BenchmarkOptions options, KernelReport report)
    {
        using var table = new StringWriter();
        KernelTable.Write(report, table);
        Console.Out.Write(table);
        Console.Error.WriteLine($"Written: {ResultFile.Write(options.Output, KernelReport.FileName, report)} and {ResultFile.WriteText(options.Output, "kernels.md", table.ToString())}");
    }
}
