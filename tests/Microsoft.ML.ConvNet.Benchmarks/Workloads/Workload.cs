using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>A classifier with synthetic images that both sides train; the peer knows it by the same name.</summary>
/// <param name="Batch">Images of a step.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="MultiplyAdds">Multiplications with a weight for one image, forward.</param>
/// <param name="StepMultiplyAdds">The same for forward and backward; a layer that reads the image itself has no data gradient.</param>
internal sealed record Workload(string Name, int Batch, LoweredGraph Graph, Weights InitialWeights, long Parameters, long MultiplyAdds, long StepMultiplyAdds)
{
    /// <summary>Arithmetic operations of one training step, two a multiply-add; what is not a convolution or a dense layer does not count.</summary>
    public double StepOperations => 2.0 * Batch * StepMultiplyAdds;
}
