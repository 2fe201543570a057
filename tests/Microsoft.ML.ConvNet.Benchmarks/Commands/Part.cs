using Microsoft.ML.ConvNet.Benchmarks.Reports;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>A piece of a benchmark that is measured whole, in a minute or two.</summary>
/// <param name="Name">For the log.</param>
/// <param name="Stamp">When it was measured last; null if never, or not completely.</param>
/// <param name="Measure">Measures it and puts the results in place of older ones.</param>
internal sealed record Part(string Name, Func<BenchmarkResults, ResultStamp?> Stamp, Action<BenchmarkResults> Measure);
