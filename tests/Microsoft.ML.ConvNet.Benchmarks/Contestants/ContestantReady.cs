namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>A contestant's first line: it has built its network and warmed up. The driver checks that all contestants do the same work.</summary>
/// <param name="Version">What it is.</param>
/// <param name="Parameters">Trainable values of its network.</param>
/// <param name="MultiplyAdds">Multiplications with a weight for one image, forward.</param>
/// <param name="MatrixGflops">A peer's rate for a large matrix product, which tells whether it was given a serious BLAS; null for the engine.</param>
internal sealed record ContestantReady(string Version, int Batch, long Parameters, long MultiplyAdds, double? MatrixGflops = null);
