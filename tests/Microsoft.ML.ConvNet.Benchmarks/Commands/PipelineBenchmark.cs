using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>What ML.NET's pipeline adds to scoring: the engine alone and the pipeline in turns, one image (PredictionEngine) and many (Transform, cursor).</summary>
internal sealed class PipelineBenchmark : Benchmark
{
    private const double DefaultSeconds = 0.5;

    /// <summary>Blocks of rows in the view.</summary>
    private const int Blocks = 4;

    public override IEnumerable<Part> Parts(BenchmarkOptions options) =>
        from threads in options.Threads
        from name in Workloads(options, "pipeline")
        select new Part($"pipeline: {name}, {threads} thread(s)", results => results.Pipelines.Find(result => IsOf(result, name, threads))?.Stamp, results =>
        {
            var found = Measure(name, threads, options.Seconds ?? DefaultSeconds, options.Repeats);
            results.Pipelines.RemoveAll(result => IsOf(result, name, threads));
            results.Pipelines.Add(found);
        });

    public override void Write(BenchmarkResults results, BenchmarkOptions options, TextWriter writer)
    {
        var found = results.Pipelines.Where(result => Workloads(options, "pipeline").Contains(result.Workload) && options.Threads.Contains(result.Threads))
            .OrderBy(result => result.Workload, StringComparer.Ordinal).ThenBy(result => result.Threads).ToList();
        if (found.Count == 0) return;
        writer.WriteLine("Scoring through ML.NET (a column of float vectors in C, H, W order) beside the engine alone: one image, and images/s in blocks.");
        writer.WriteLine();
        var table = new MarkdownTable("network", "threads", "engine, 1 image", "PredictionEngine", "added", "block", "engine, images/s", "Transform, images/s", "added");
        foreach (var result in found)
        {
            table.Add(
                result.Workload, $"{result.Threads}", MarkdownTable.Milliseconds(result.EngineImageSeconds), MarkdownTable.Milliseconds(result.PredictionSeconds),
                Added(result.PredictionSeconds / result.EngineImageSeconds), $"{result.Block}", MarkdownTable.Number(result.EngineImagesPerSecond),
                MarkdownTable.Number(result.TransformImagesPerSecond), Added(result.EngineImagesPerSecond / result.TransformImagesPerSecond));
        }

        table.Write(writer);
        writer.WriteLine();

        static string Added(double factor) => (100 * (factor - 1)).ToString("0.0", CultureInfo.InvariantCulture) + " %";
    }

    private static bool IsOf(PipelineResult result, string name, int threads) => result.Workload == name && result.Threads == threads;

    private static PipelineResult Measure(string name, int threads, double seconds, int rounds)
    {
        var workload = WorkloadCatalog.Create(name);
        var network = workload.Network ?? throw new UsageException($"'{name}' is a block and cannot be scored.");
        int block = ScoringBlock.Size(0, network.MultiplyAdds);
        using var session = new ScoringSession(workload, threads);
        using var blocks = new ScoringSession(workload, threads);
        using var model = new PipelineModel(network, workload.CreateWeights(), threads);
        var engine = model.CreatePredictionEngine();
        var row = model.CreateRow(0);
        var view = model.Transformer.Transform(model.View(Blocks * block));
        Action[] actions = [() => session.Step(1), () => engine.Predict(row), () => blocks.Step(block), () => ReadScores(view)];
        var times = actions.Select(_ => new List<double>()).ToArray();
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                double time = Sample(actions[i], seconds);
                if (round >= 0) times[i].Add(time);
            }
        }

        double[] medians = [.. times.Select(list => Statistics.Of(list).Median)];
        return new PipelineResult(name, threads, medians[0], medians[1], block, block / medians[2], Blocks * block / medians[3], ResultStamp.Now());
    }

    private static void ReadScores(IDataView view)
    {
        var column = view.Schema[nameof(PipelineModel.Scores.Score)];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> scores = default;
        while (cursor.MoveNext()) getter(ref scores);
    }

    // The median of the times of single runs.
    private static double Sample(Action action, double seconds)
    {
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        do
        {
            long begin = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return Statistics.Of(times).Median;
    }
}
