using System.Reflection;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>When a result was found, and by which engine: a run that is continued measures again what another build measured.</summary>
/// <param name="Build">Identifies the compiled engine.</param>
internal sealed record ResultStamp(DateTimeOffset Date, Guid Build)
{
    public static Guid CurrentBuild { get; } = typeof(Network).Assembly.ManifestModule.ModuleVersionId;

    public static ResultStamp Now() => new(DateTimeOffset.UtcNow, CurrentBuild);
}
