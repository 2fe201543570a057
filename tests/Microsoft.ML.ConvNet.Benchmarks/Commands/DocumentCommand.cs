using Microsoft.ML.ConvNet.Benchmarks.Reports;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>Puts the tables of results.json and kernels.json into the document, between the marks "measured: NAME" and "end of NAME": nobody copies figures by hand.</summary>
internal static class DocumentCommand
{
    private static readonly string Document = Path.Combine("docs", "performance.md");

    public static void Run(BenchmarkOptions options, params IReadOnlyList<(string Name, Benchmark Benchmark)> benchmarks)
    {
        var results = ResultFile.Load(options.Output);
        string text = File.ReadAllText(Document);
        foreach (var (name, benchmark) in benchmarks) Put(name, writer => benchmark.Write(results, options, writer));
        if (ResultFile.Read<KernelReport>(options.Output, KernelReport.FileName) is { } kernels) Put("kernels", writer => KernelTable.Write(kernels, writer));
        File.WriteAllText(Document, text);

        void Put(string name, Action<TextWriter> write)
        {
            using var table = new StringWriter { NewLine = "\n" };
            write(table);
            if (table.ToString() is { Length: > 0 } tables) text = Replace(text, name, tables);
            else Console.Error.WriteLine($"{name}: nothing was measured.");
        }
    }

    private static string Replace(string text, string name, string tables)
    {
        string begin = $"<!-- measured: {name} -->", end = $"<!-- end of {name} -->";
        int first = text.IndexOf(begin, StringComparison.Ordinal), last = text.IndexOf(end, StringComparison.Ordinal);
        if (first < 0 || last < first) throw new InvalidOperationException($"{Document} has no '{begin}' followed by '{end}'.");
        return $"{text[..(first + begin.Length)]}\n{tables.TrimEnd()}\n\n{text[last..]}";
    }
}
