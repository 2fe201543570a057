namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>What a layer computes.</summary>
internal enum KernelPass
{
    Forward,

    DataGradient,

    FilterGradient,
}
