using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>
/// What a search finds in a given time: successive halving, random search, and, for comparison, the search space's initial values alone, trained for the whole time. Every result is written at once, and
/// what is there already is not measured again; a search that was cut short goes on from its folder. Processes with different outputs, and one thread each, can run side by side.
/// </summary>
internal static class ExperimentsCommand
{
    /// <summary>The training of the initial values is laid out for this part of the time, so that it comes to its end.</summary>
    private const double UsedTime = 0.95;

    private const string Halving = "halving", Random = "random", Default = "default";

    private static readonly double[] s_defaultMinutes = [5, 15];

    public static void Run(BenchmarkOptions options)
    {
        if (options.Data.Count == 0) throw new UsageException("--data is missing: folders with train and test.");
        int threads = options.Threads is [var only] ? only : Environment.ProcessorCount;
        Directory.CreateDirectory(options.Output);
        string file = Path.Combine(options.Output, "experiments.jsonl");
        var results = File.Exists(file) ? File.ReadLines(file).Select(line => JsonSerializer.Deserialize<SearchResult>(line)!).ToList() : [];
        foreach (double minutes in double.IsFinite(options.Minutes) ? [options.Minutes] : s_defaultMinutes)
        {
            foreach (string source in options.Data)
            {
                var data = PictureData.Read(source);
                for (int seed = 1; seed <= options.Seeds; seed++)
                {
                    // The halving tells how fast the first values train.
                    foreach (string search in new[] { Halving, Random, Default })
                    {
                        if (Find(search) is not null) continue;
                        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{data.Name}, {minutes} minutes on {threads} thread(s), {search}, seed {seed} ..."));
                        var result = Measure(data, minutes, search, threads, seed, Find(Halving), options.Output);
                        File.AppendAllText(file, JsonSerializer.Serialize(result) + "\n");
                        results.Add(result);
                        using var table = new StreamWriter(Path.Combine(options.Output, "experiments.md"));
                        Write(results, table);
                    }

                    SearchResult? Find(string search) => results.Find(
                        result => result.Data == data.Name && result.Minutes == minutes && result.Threads == threads && result.Seed == seed && result.Search == search);
                }

                Write(results, Console.Out);
            }
        }
    }

    private static SearchResult Measure(PictureData data, double minutes, string search, int threads, int seed, SearchResult? halving, string output)
    {
        uint seconds = (uint)Math.Round(minutes * 60);
        string folder = Path.Combine(output, "experiments", string.Create(CultureInfo.InvariantCulture, $"{data.Name}-{minutes}-{threads}-{search}-{seed}"));
        var settings = new ConvNetExperimentSettings { MaxExperimentTimeInSeconds = seconds, Seed = seed, NumberOfThreads = threads, CacheDirectory = folder };
        if (search == Random) settings.SearchAlgorithm = ConvNetSearchAlgorithm.Random;
        if (search == Default && halving is not null)
        {
            // One schedule over all the time: of one stage, as a trial of random search.
            settings.SearchAlgorithm = ConvNetSearchAlgorithm.Random;
            settings.MaxModels = 1;
            settings.MaximumEpochs = Math.Max(1, (int)(UsedTime * (seconds - halving.ReadingSeconds) / halving.SecondsPerEpoch));
        }

        var mlContext = new MLContext(seed);
        var training = mlContext.Data.LoadFromEnumerable(data.Training);
        long start = Stopwatch.GetTimestamp();
        var result = mlContext.MulticlassClassification.CreateConvNetExperiment(settings).Execute(training, preFeaturizer: data.Featurizer(mlContext));

        // The wall's clock if the process was not stopped in between; else what the experiment has counted.
        double elapsed = Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, result.Duration.TotalSeconds);
        double test = mlContext.MulticlassClassification.Evaluate(result.BestRun.Model!.Transform(mlContext.Data.LoadFromEnumerable(data.Test))).MicroAccuracy;
        var first = result.RunDetails[0];
        string best = string.Join(", ", result.BestRun.Parameters.Select(parameter => string.Create(CultureInfo.InvariantCulture, $"{parameter.Key} {parameter.Value}")));
        var measured = new SearchResult(
            data.Name, minutes, search, threads, seed, result.RunDetails.Length, result.RunDetails.Count(run => run.State == ConvNetRunState.Completed), first.MaximumEpochs, result.BestRun.Metric!.Value, test,
            elapsed - seconds, SecondsPerEpoch(first), Math.Max(0, elapsed - result.RunDetails.Sum(run => run.RuntimeInSeconds)), best);

        // Checkpoints and models take space; the log tells what became of every trial.
        File.Copy(Path.Combine(folder, "experiment.jsonl"), folder + ".jsonl", overwrite: true);
        Directory.Delete(folder, recursive: true);
        return measured;
    }

    /// <summary>The median: the first epochs are slower, because code is still being compiled.</summary>
    private static double SecondsPerEpoch(ConvNetRunDetail run)
    {
        var epochs = run.TrainingHistory?.Epochs ?? [];
        double[] seconds = [.. epochs.Zip(epochs.Skip(1), (one, next) => (next.Elapsed - one.Elapsed).TotalSeconds)];
        return seconds.Length > 0 ? Statistics.Of(seconds).Median : run.RuntimeInSeconds / Math.Max(1, run.Epochs);
    }

    private static void Write(IReadOnlyList<SearchResult> results, TextWriter writer)
    {
        writer.WriteLine($"{MachineDescription.Read()}.");
        writer.WriteLine();
        var means = new MarkdownTable("pictures", "minutes", "threads", "search", "seeds", "trials", "test accuracy, mean", "least", "largest", "validation, mean", "largest overshoot, s");
        foreach (var group in results.GroupBy(result => (result.Data, result.Minutes, result.Threads, result.Search)))
        {
            means.Add(
                group.Key.Data, MarkdownTable.Number(group.Key.Minutes), $"{group.Key.Threads}", group.Key.Search, $"{group.Count()}", MarkdownTable.Number(group.Average(result => result.Trials)), Percent(group.Average(result => result.Test)),
                Percent(group.Min(result => result.Test)), Percent(group.Max(result => result.Test)), Percent(group.Average(result => result.Validation)),
                group.Max(result => result.Overshoot).ToString("0.00", CultureInfo.InvariantCulture));
        }

        means.Write(writer);
        writer.WriteLine();
        var all = new MarkdownTable("pictures", "minutes", "threads", "search", "seed", "trials", "completed", "epochs", "validation", "test", "overshoot, s", "best");
        foreach (var result in results)
        {
            all.Add(
                result.Data, MarkdownTable.Number(result.Minutes), $"{result.Threads}", result.Search, $"{result.Seed}", $"{result.Trials}", $"{result.Completed}", $"{result.MaximumEpochs}", Percent(result.Validation), Percent(result.Test),
                result.Overshoot.ToString("0.00", CultureInfo.InvariantCulture), result.Best);
        }

        all.Write(writer);
        writer.WriteLine();
    }

    private static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
