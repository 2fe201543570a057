using Microsoft.ML.ConvNet.Benchmarks.Contestants;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>Where the time of a step goes.</summary>
/// <param name="Kinds">Microseconds by kind of work.</param>
internal sealed record ProfileResult(Duty Duty, string Workload, int Batch, int Threads, IReadOnlyDictionary<string, double> Kinds, ResultStamp Stamp);
