using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Where the time of one training step goes: the median of each of the plan's steps.</summary>
internal static class ProfileCommand
{
    private const double DefaultSeconds = 3;
    private const double WarmUpSeconds = 1;

    public static void Run(BenchmarkOptions options)
    {
        var workload = WorkloadCatalog.Create(options.Subject ?? throw new UsageException("profile needs a workload."));
        int threads = options.Threads is [var only] ? only : 1;
        var set = options.FindKernelSet();
        using var session = new TrainingSession(workload, threads, withUpdate: true, set);
        var plan = session.Plan;
        Repeat(WarmUpSeconds, () =>
        {
            session.ForwardBackward();
            session.Update();
        });

        // The plan reports before each step and when a pass ends. So the intervals of a training step are its steps, with the loss between the passes.
        List<PlanStep> steps = [.. plan.Steps];
        int forward = steps.FindIndex(step => step.IsBackward);
        var times = Enumerable.Range(0, steps.Count + 2).Select(_ => new List<double>()).ToArray();
        var marks = new long[steps.Count + 2];
        int next = 0;
        var load = new ForeignLoad(() => Environment.CpuUsage.TotalTime);
        plan.Progress = _ => marks[next++] = Stopwatch.GetTimestamp();
        Repeat(options.Seconds ?? DefaultSeconds, () =>
        {
            next = 0;
            session.ForwardBackward();
            long end = Stopwatch.GetTimestamp();
            session.Update();
            for (int i = 0; i + 1 < marks.Length; i++) times[i].Add(Stopwatch.GetElapsedTime(marks[i], marks[i + 1]).TotalMicroseconds);
            times[^1].Add(Stopwatch.GetElapsedTime(end).TotalMicroseconds);
        });

        double foreignProcessors = load.Processors;
        List<double> medians = [.. times.Select(list => Statistics.Of(list).Median)];
        double total = medians.Sum();
        Console.WriteLine($"{workload.Name}, batch {workload.Batch}, {set}, {threads} thread(s): medians of {times[0].Count} training steps.");
        Console.WriteLine($"{MachineDescription.Read()}.");
        Console.WriteLine();
        var table = new MarkdownTable("pass", "operation", "output", "step", "tasks", "us", "share");
        for (int i = 0; i < steps.Count; i++)
        {
            if (i == forward) Add("loss", "", "", "", "", medians[i]);
            var (step, operation, isBackward) = steps[i];
            Add(
                isBackward ? "backward" : "forward", Name(operation), operation?.Output.Shape.ToString() ?? "", step.GetType().Name, $"{step.TaskCount}",
                medians[isBackward ? i + 1 : i]);
        }

        Add("update", "", "", "", "", medians[^1]);
        Add("total", "", "", "", "", total);
        table.Write(Console.Out);
        Console.WriteLine();
        Console.WriteLine(ForeignLoad.Warning(foreignProcessors));

        void Add(string pass, string operation, string output, string step, string tasks, double time) =>
            table.Add(pass, operation, output, step, tasks, time.ToString("0.0", CultureInfo.InvariantCulture), MarkdownTable.Percent(time / total));
    }

    private static string Name(Operation? operation) => operation switch
    {
        null => "input",
        IFilterOperation filter => filter.Weight.Name,
        _ => operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal),
    };

    private static void Repeat(double seconds, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        do action();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
    }
}
