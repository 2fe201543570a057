using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>The file results.json: the last result of everything that was measured on this machine.</summary>
internal sealed record BenchmarkResults
{
    public required MachineDescription Machine { get; init; }

    /// <summary>Networks, blocks and scoring beside peers.</summary>
    public List<ComparisonResult> Comparisons { get; init; } = [];

    /// <summary>Two threads beside one.</summary>
    public List<ScalingResult> Scalings { get; init; } = [];

    /// <summary>What ML.NET's pipeline adds.</summary>
    public List<PipelineResult> Pipelines { get; init; } = [];

    /// <summary>Where the time goes.</summary>
    public List<ProfileResult> Profiles { get; init; } = [];
}
