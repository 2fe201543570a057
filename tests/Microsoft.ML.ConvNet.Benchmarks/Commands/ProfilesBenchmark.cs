using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Where the time goes in each network, by kind of work: training, and scoring one image and 32.</summary>
internal sealed class ProfilesBenchmark : Benchmark
{
    private const double Seconds = 2;

    private static readonly (Duty Duty, int? Batch)[] Cases = [(Duty.Train, null), (Duty.Score, 1), (Duty.Score, 32)];

    public override IEnumerable<Part> Parts(BenchmarkOptions options) =>
        from name in Workloads(options, "profiles")
        select new Part($"profiles: {name}, {Threads(options)} thread(s)", results => results.Profiles.Where(result => IsOf(result, name, options)).Select(result => result.Stamp).FirstOrDefault(), results =>
        {
            var found = Cases.Select(one => Measure(name, one.Duty, one.Batch, Threads(options), options.Seconds ?? Seconds)).ToList();
            results.Profiles.RemoveAll(result => IsOf(result, name, options));
            results.Profiles.AddRange(found);
        });

    public override void Write(BenchmarkResults results, BenchmarkOptions options, TextWriter writer)
    {
        foreach (var (duty, batch) in Cases)
        {
            var found = Workloads(options, "profiles")
                .SelectMany(name => results.Profiles.Where(result => IsOf(result, name, options) && result.Duty == duty && (batch is null || result.Batch == batch))).ToList();
            if (found.Count == 0) continue;
            writer.WriteLine($"{(duty == Duty.Train ? "A training step" : $"Scoring, batch {batch}")} on {Threads(options)} thread(s): milliseconds, and percent of them by kind of work.");
            writer.WriteLine();
            string[] kinds = [.. WorkKind.All.Where(kind => found.Any(result => result.Kinds.ContainsKey(kind)))];
            var table = new MarkdownTable(["network", "batch", "ms", .. kinds]);
            foreach (var result in found)
            {
                double total = result.Kinds.Values.Sum();
                table.Add([
                    result.Workload, $"{result.Batch}", MarkdownTable.Number(total / 1000),
                    .. kinds.Select(kind => result.Kinds.TryGetValue(kind, out double time) ? $"{100 * time / total:0}" : "-")]);
            }

            table.Write(writer);
            writer.WriteLine();
        }
    }

    // With the most threads: that is how users run it.
    private static int Threads(BenchmarkOptions options) => options.Threads.Max();

    private static bool IsOf(ProfileResult result, string name, BenchmarkOptions options) => result.Workload == name && result.Threads == Threads(options);

    private static ProfileResult Measure(string name, Duty duty, int? batch, int threads, double seconds)
    {
        var workload = WorkloadCatalog.Create(name);
        using ISession session = duty == Duty.Score ? new ScoringSession(workload, threads) : new TrainingSession(workload, threads, withUpdate: true);
        int images = batch ?? workload.Batch;
        return new ProfileResult(duty, name, images, threads, WorkKind.Sum(StepProfile.Measure(session, images, seconds)), ResultStamp.Now());
    }
}
