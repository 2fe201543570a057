using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A named tensor that a lowered graph reads: a trainable parameter or a running statistic.</summary>
/// <param name="Name">Name as in torchvision's state dictionary.</param>
/// <param name="Dimensions">PyTorch's dimensions: (O, I, H, W), (out, in) or a vector.</param>
/// <param name="IsTrainable">False for running statistics.</param>
/// <param name="HasWeightDecay">False for biases and norms when the optimizer skips them.</param>
internal sealed record GraphParameter(string Name, ImmutableArray<int> Dimensions, bool IsTrainable = true, bool HasWeightDecay = true)
{
    public long Count => Tensor.Count(Dimensions);
}
