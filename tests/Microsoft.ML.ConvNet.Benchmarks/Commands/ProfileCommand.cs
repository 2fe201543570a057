using System.Globalization;
using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Where the time of one step goes: the median of each of the plan's steps, and their sums by kind of work.</summary>
internal static class ProfileCommand
{
    private const double DefaultSeconds = 3;

    public static void Run(BenchmarkOptions options)
    {
        var workload = WorkloadCatalog.Create(options.Subject ?? throw new UsageException("profile needs a workload."));
        int threads = options.Threads is [var only] ? only : 1;
        bool isScoring = options.Duty == Duty.Score;
        int batch = isScoring ? options.Batch ?? 1 : workload.Batch;
        var set = options.FindKernelSet();
        using ISession session = isScoring ? new ScoringSession(workload, threads) : new TrainingSession(workload, threads, withUpdate: true, set);
        var load = new ForeignLoad(() => Environment.CpuUsage.TotalTime);
        var profile = StepProfile.Measure(session, batch, options.Seconds ?? DefaultSeconds);
        double total = profile.Total;
        Console.WriteLine($"{workload.Name}, {(isScoring ? "scoring" : "training")}, batch {batch}, {set}, {threads} thread(s): medians of {profile.Runs} steps.");
        Console.WriteLine($"{MachineDescription.Read()}.");
        Console.WriteLine();
        var table = new MarkdownTable("pass", "operation", "output", "step", "tasks", "us", "share");
        foreach (var ((step, operation, isBackward), time) in profile.Steps)
            Add(isBackward ? "backward" : "forward", Name(operation), operation?.Output.Shape.ToString() ?? "", step.GetType().Name, $"{step.TaskCount}", time);
        if (!isScoring) Add("loss", "", "", "", "", profile.Loss);
        Add(isScoring ? "around" : "update", "", "", "", "", profile.Update);
        Add("total", "", "", "", "", total);
        table.Write(Console.Out);
        Console.WriteLine();
        var kinds = new MarkdownTable("kind", "us", "share");
        foreach (var (kind, time) in WorkKind.Sum(profile)) kinds.Add(kind, Microseconds(time), MarkdownTable.Percent(time / total));
        kinds.Write(Console.Out);
        Console.WriteLine();
        Console.WriteLine(ForeignLoad.Warning(load.Processors));

        void Add(string pass, string operation, string output, string step, string tasks, double time) =>
            table.Add(pass, operation, output, step, tasks, Microseconds(time), MarkdownTable.Percent(time / total));
    }

    private static string Microseconds(double time) => time.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Name(Operation? operation) => operation switch
    {
        null => "input",
        IFilterOperation filter => filter.Weight.Name,
        _ => operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal),
    };
}
