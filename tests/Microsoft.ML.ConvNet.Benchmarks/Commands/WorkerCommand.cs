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
    private const int WarmUpSteps = 3;

    /// <summary>A slice has at least so many steps, unless it becomes so many times as long as asked for. The peers do the same.</summary>
    private const int LeastSteps = 3, LongestSlice = 5;

    public static void Run(BenchmarkOptions options)
    {
        var workload = WorkloadCatalog.Create(options.Subject ?? throw new UsageException("worker needs a workload."));
        using var session = Start(workload, options.Threads[0], options.Duty);
        Reply(new ContestantReady(typeof(Network).Assembly.GetName().Name!, workload.Parameters, workload.MultiplyAdds));
        int batch = 0;
        while (Console.In.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            int asked = int.Parse(words[1], CultureInfo.InvariantCulture);
            if (asked != batch)
            {
                batch = asked;
                for (int i = 0; i < WarmUpSteps; i++) session.Step(batch);
            }

            Reply(RunSlice(session, double.Parse(words[0], CultureInfo.InvariantCulture), batch));
        }
    }

    private static ISession Start(Workload workload, int threads, Duty duty) =>
        duty == Duty.Score ? new ScoringSession(workload, threads) : new TrainingSession(workload, threads, withUpdate: duty == Duty.Train);

    private static SliceResult RunSlice(ISession session, double seconds, int batch)
    {
        var times = new List<double>();
        double check;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long begin = Stopwatch.GetTimestamp();
            check = session.Step(batch);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < (times.Count >= LeastSteps ? seconds : LongestSlice * seconds));
        var step = Statistics.Of(times);
        return new SliceResult(times.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, step.Median, step.Minimum, check, PeakMemory.Read());
    }

    private static void Reply<T>(T answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer, ResultFile.LineFormat));
}
