namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>A contestant's first line: it has built its network. The driver checks that all contestants do the same work.</summary>
/// <param name="Version">What it is.</param>
/// <param name="Parameters">Trainable values of its network; null if it cannot tell.</param>
/// <param name="MultiplyAdds">Multiplications with a weight for one image, forward; null if it cannot tell.</param>
/// <param name="MatrixGflops">A peer's rate for a large matrix product, which tells whether it was given a serious BLAS; null for others.</param>
internal sealed record ContestantReady(string Version, long? Parameters, long? MultiplyAdds, double? MatrixGflops = null);
