using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>A classifier with synthetic images that both sides train; the peer knows it by the same name.</summary>
/// <param name="Batch">Images of a training step.</param>
/// <param name="Network">The network; null for a block, which is built on the execution floor.</param>
/// <param name="CreateWeights">Makes the initial weights; nobody keeps them, as in a trainer.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="MultiplyAdds">Multiplications with a weight for one image, forward.</param>
/// <param name="StepMultiplyAdds">The same for forward and backward; a layer that reads the image itself has no data gradient.</param>
internal sealed record Workload(string Name, int Batch, Network? Network, LoweredGraph Graph, Func<Weights> CreateWeights, long Parameters, long MultiplyAdds, long StepMultiplyAdds)
{
    /// <summary>Arithmetic operations of one training step, two a multiply-add; what is not a convolution or a dense layer does not count.</summary>
    public double StepOperations => 2.0 * Batch * StepMultiplyAdds;

    /// <summary>The same of scoring a batch.</summary>
    public double ScoringOperations(int batch) => 2.0 * batch * MultiplyAdds;
}
