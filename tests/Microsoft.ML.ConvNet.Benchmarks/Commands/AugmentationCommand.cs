using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>What feeding and augmentation cost a training run: images a second, prepared when they are asked for or ahead, beside steps on one and the same batch.</summary>
internal static class AugmentationCommand
{
    private const double DefaultSeconds = 0.5;
    private const double AloneSeconds = 0.5;
    private const int Batches = 64;
    private const ulong Seed = 1;

    private static readonly (string Name, AugmentationList List)[] Augmented =
    [
        ("none", Augmentations.None),
        ("random crop, flip", Augmentations.RandomCrop(4).HorizontalFlip()),
        ("digits", Augmentations.Digits),
        ("photos", Augmentations.Photos),
        ("mixup", Augmentations.MixUp()),
    ];

    public static void Run(BenchmarkOptions options)
    {
        var table = new MarkdownTable("network", "threads", "augmentation", "prepared", "images/s", "of one batch", "us an image, alone");
        foreach (string name in options.Workloads.Count > 0 ? options.Workloads : ["lenet5", "small"])
        {
            var workload = WorkloadCatalog.Create(name);
            var data = ByteImages.Read(workload.Graph.InputShape, workload.Graph.OutputShape.Size, Batches * workload.Batch);
            foreach (int threads in options.Threads) Measure(workload, data, threads, options, table);
        }

        Console.WriteLine($"{MachineDescription.Read()}.");
        Console.WriteLine();
        table.Write(Console.Out);
    }

    private static void Measure(Workload workload, ImageDataSet data, int threads, BenchmarkOptions options, MarkdownTable table)
    {
        using var session = new TrainingSession(workload, threads, withUpdate: true);
        var statistics = data.ComputeStatistics();
        List<(string Augmentation, string Prepared, IBatchSource? Source)> variants = [("-", "one batch", null)];
        foreach (var (name, list) in Augmented)
        {
            BatchPreparer Preparer() => new(data, statistics, list, Seed);
            variants.Add((name, "when asked for", new BatchSource(new CachedRowSource(data, Seed), Preparer())));
            variants.Add((name, "ahead, 1 thread", new PrefetchingBatchSource(new CachedRowSource(data, Seed), Preparer, workload.Batch, depth: 3, threads: 1)));
            if (threads > 1) variants.Add((name, "ahead, 2 threads", new PrefetchingBatchSource(new CachedRowSource(data, Seed), Preparer, workload.Batch, depth: 4, threads: 2)));
        }

        var rates = variants.Select(_ => new List<double>()).ToArray();
        for (int round = -1; round < options.Repeats; round++)
        {
            for (int i = 0; i < variants.Count; i++)
            {
                double rate = Rate(session, variants[i].Source, options.Seconds ?? DefaultSeconds);
                if (round >= 0) rates[i].Add(rate);
            }
        }

        double whole = Statistics.Of(rates[0]).Median;
        for (int i = 0; i < variants.Count; i++)
        {
            double rate = Statistics.Of(rates[i]).Median;
            table.Add(workload.Name, $"{threads}", variants[i].Augmentation, variants[i].Prepared, MarkdownTable.Number(rate), MarkdownTable.Percent(rate / whole), Alone(variants[i].Source, workload));
            variants[i].Source?.Dispose();
        }
    }

    // What it takes to prepare an image, without a network.
    private static string Alone(IBatchSource? source, Workload workload)
    {
        if (source is not BatchSource) return "";
        using var session = new TrainingSession(workload, 1, withUpdate: false);
        double best = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        for (int epoch = 0; Stopwatch.GetElapsedTime(begin).TotalSeconds < AloneSeconds; epoch++)
        {
            source.BeginEpoch(epoch);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Batches; i++) source.NextBatch(MiniBatch.Of(session.Plan));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / Batches / workload.Batch);
        }

        return MarkdownTable.Number(1e6 * best);
    }

    private static double Rate(TrainingSession session, IBatchSource? source, double seconds)
    {
        int batch = session.Workload.Batch;
        long rows = 0, start = Stopwatch.GetTimestamp();
        for (int epoch = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; epoch++)
        {
            source?.BeginEpoch(epoch);
            for (int i = 0; i < Batches && Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; i++)
            {
                source?.NextBatch(MiniBatch.Of(session.Plan));
                session.Step(batch);
                rows += batch;
            }
        }

        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
