using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Every built-in architecture at its classic input: size, cost, and images a second in training and scoring. The table of docs/architectures.md.</summary>
internal static class ArchitecturesCommand
{
    private const double DefaultSeconds = 2;
    private const int LargestBatch = 64;
    private const long MemoryLimit = 4L << 30;

    /// <summary>Multiply-adds of a batch beyond which it is halved: a training step then takes a few seconds at most.</summary>
    private const long LargestWork = 40_000_000_000;

    public static void Run(BenchmarkOptions options)
    {
        int threads = options.Threads is [var only] ? only : Environment.ProcessorCount;
        double seconds = options.Seconds ?? DefaultSeconds;
        Console.WriteLine($"Built-in architectures, {threads} thread(s): medians over {seconds} s each, at least two steps.");
        Console.WriteLine($"{MachineDescription.Read()}.");
        Console.WriteLine();
        var table = new MarkdownTable("name", "input", "classes", "parameters", "multiply-adds", "batch", "training images/s", "scoring images/s");
        foreach (var architecture in ConvNetArchitecture.All.Where(one => options.Workloads.Count == 0 || options.Workloads.Contains(one.Name)))
        {
            Console.Error.WriteLine($"{architecture.Name} ...");
            var input = ClassicInput.Of(architecture);
            var network = architecture.Build(input.Shape, input.Classes);
            int batch = Batch(network, threads);
            var workload = WorkloadCatalog.FromNetwork(architecture.Name, network, batch);
            double training = ImagesPerSecond(workload, () => new TrainingSession(workload, threads, withUpdate: true), seconds);
            double scoring = ImagesPerSecond(workload, () => new ScoringSession(workload, threads), seconds);
            table.Add(
                architecture.Name, input.Shape.ToString(), $"{input.Classes}", $"{network.ParameterCount:N0}", $"{network.MultiplyAdds / 1e6:N1} M", $"{batch}",
                MarkdownTable.Number(training), MarkdownTable.Number(scoring));
        }

        table.Write(Console.Out);
    }

    private static int Batch(Network network, int threads)
    {
        int batch = LargestBatch;
        while (batch > 1 && (batch * network.MultiplyAdds > LargestWork || network.Memory(batch, threads).Training.Total > MemoryLimit)) batch /= 2;
        return batch;
    }

    private static double ImagesPerSecond(Workload workload, Func<ISession> create, double seconds)
    {
        int batch = workload.Batch;
        using var session = create();
        long begin = Stopwatch.GetTimestamp();
        do session.Step(batch);
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds / 4);
        var rates = new List<double>();
        begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            session.Step(batch);
            rates.Add(batch / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (rates.Count < 2 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds);
        return Statistics.Of(rates).Median;
    }
}
