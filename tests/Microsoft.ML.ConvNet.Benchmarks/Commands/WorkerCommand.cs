using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>The engine's side of a paired benchmark; see <see cref="Contestant"/>.</summary>
internal static class WorkerCommand
{
    public static void Run(BenchmarkOptions options)
    {
        var workload = WorkloadCatalog.Create(options.Subject ?? throw new UsageException("worker needs a workload."));
        using var session = new TrainingSession(workload, options.Threads[0], options.WithUpdate);
        for (int i = 0; i < 3; i++) Step(session);
        Reply(new ContestantReady(typeof(Network).Assembly.GetName().Name!, workload.Batch, workload.Parameters, workload.MultiplyAdds));
        while (Console.In.ReadLine() is { } line) Reply(RunSlice(session, double.Parse(line, CultureInfo.InvariantCulture)));
    }

    private static SliceResult RunSlice(TrainingSession session, double seconds)
    {
        var times = new List<double>();
        double loss;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long begin = Stopwatch.GetTimestamp();
            loss = Step(session);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return new SliceResult(times.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, Statistics.Of(times).Median, loss, PeakMemory.Read());
    }

    private static double Step(TrainingSession session)
    {
        double loss = session.ForwardBackward();
        session.Update();
        return loss;
    }

    private static void Reply<T>(T answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer, ResultFile.LineFormat));
}
