using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Reports;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>
/// Measures benchmarks part by part. What is found goes to results.json after each part, so a run may be cut short and continued: then parts that this build of
/// the engine has measured are not measured again.
/// </summary>
internal static class MeasureCommand
{
    public static void Run(BenchmarkOptions options, bool isContinued, params IReadOnlyList<Benchmark> benchmarks)
    {
        var results = ResultFile.Load(options.Output);
        var parts = benchmarks.SelectMany(benchmark => benchmark.Parts(options)).ToList();
        var left = isContinued ? parts.Where(part => part.Stamp(results)?.Build != ResultStamp.CurrentBuild).ToList() : parts;
        long start = Stopwatch.GetTimestamp();
        int done = 0;
        foreach (var part in left)
        {
            if (Stopwatch.GetElapsedTime(start).TotalMinutes > options.Minutes) break;
            Console.Error.WriteLine($"{part.Name} ...");
            part.Measure(results);
            ResultFile.Save(options.Output, results);
            done++;
        }

        using var text = new StringWriter();
        foreach (var benchmark in benchmarks) benchmark.Write(results, options, text);
        Console.Out.Write(text);
        Console.Error.WriteLine($"Written: {ResultFile.WriteText(options.Output, $"{options.Command}.md", text.ToString())} and results.json");
        if (done < left.Count) Console.Error.WriteLine($"{left.Count - done} of {parts.Count} parts are left: run the same command again.");
    }
}
