using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>
/// The kernels for BenchmarkDotNet, which warms each up, finds how many runs fill an iteration, and times the iterations. Before and after each of them the
/// processor is read: clocks and neighbours change within a second, and a share is only good if both belong together.
/// </summary>
public class KernelBenchmark
{
    /// <summary>Timed iterations of a kernel in a round.</summary>
    internal const int Iterations = 15;

    /// <summary>Rounds at most after those that were asked for.</summary>
    private const int MostFurtherRounds = 10;

    private const int WarmUpIterations = 10;
    private const double DefaultSeconds = 0.01;

    private static IReadOnlyList<KernelTiming> s_kernels = [];

    public static IEnumerable<KernelTiming> Kernels => s_kernels;

    [ParamsSource(nameof(Kernels))]
    public required KernelTiming Kernel { get; set; }

    [GlobalSetup]
    public void Fill() => Kernel.Fill();

    [IterationSetup]
    public void ReadBefore() => Kernel.Read();

    [IterationCleanup]
    public void ReadAfter() => Kernel.Read();

    [Benchmark]
    public void Run() => Kernel.Run();

    /// <summary>
    /// Measures kernels in this process: they work on plans that are there. BenchmarkDotNet does all iterations of one in a row, so there are rounds: a disturbance
    /// of some seconds must not hit all iterations of a kernel.
    /// </summary>
    /// <exception cref="InvalidOperationException">One failed.</exception>
    internal static void Measure(IReadOnlyList<KernelTiming> kernels, BenchmarkOptions options)
    {
        string logs = Path.Combine(options.Output, "BenchmarkDotNet");
        if (Directory.Exists(logs)) Directory.Delete(logs, recursive: true);

        // Kernels allocate nothing, so garbage need not be collected between the reading and the iteration; unrolled, long kernels would not fit an iteration.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromSeconds(options.Seconds ?? DefaultSeconds)).WithWarmupCount(WarmUpIterations).WithIterationCount(Iterations)
            .WithMinInvokeCount(1).WithUnrollFactor(1).WithEvaluateOverhead(false).WithGcForce(false).WithOutlierMode(OutlierMode.DontRemove);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance)
            .WithArtifactsPath(logs);
        s_kernels = kernels;

        // BenchmarkDotNet's own warm-up ends too early: the smallest kernels would take four times as long as later, in code that is not optimised yet.
        foreach (var kernel in kernels) kernel.WarmUp();
        for (int round = 1; s_kernels.Count > 0; round++)
        {
            Console.Error.WriteLine($"Round {round}: {s_kernels.Count} kernels ...");
            var summary = BenchmarkRunner.Run<KernelBenchmark>(config);
            if (summary.Reports.Count(report => report.Success) < s_kernels.Count)
                throw new InvalidOperationException($"A kernel could not be measured: see {summary.LogFilePath}.");
            foreach (var report in summary.Reports)
            {
                var measurements = report.AllMeasurements.Where(one => one.IterationMode == IterationMode.Workload && one.IterationStage == IterationStage.Actual);
                ((KernelTiming)report.BenchmarkCase.Parameters[nameof(Kernel)]).Keep([.. measurements.Select(one => one.Nanoseconds / one.Operations / 1e9)]);
            }

            // What has too few undisturbed iterations is measured again; without vectors there is no peak to tell.
            if (round == options.Repeats + MostFurtherRounds) break;
            if (round >= options.Repeats) s_kernels = [.. kernels.Where(kernel => kernel.Set.Lanes > 1).GroupBy(kernel => kernel.Set).SelectMany(KernelTiming.Disturbed)];
        }
    }
}
