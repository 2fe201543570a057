namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>A picture file and its class.</summary>
internal sealed class PictureRow
{
    public string ImagePath { get; init; } = "";

    public string Label { get; init; } = "";
}
