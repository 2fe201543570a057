using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What a norm's backward pass, or that of two norms whose results are added, needs of each block of the gradient.</summary>
/// <param name="Other">The second norm, or null.</param>
/// <param name="Derivative">An activation between the gradient and the norms: its derivative is multiplied into the gradient. Null if there is none.</param>
internal sealed record NormGradientSums(NormGradient Norm, NormGradient? Other, ActivationDerivative? Derivative) : IRowSums
{
    public IEnumerable<PlanBuffer> Buffers => [.. Norm.Buffers, .. Other?.Buffers ?? [], .. Derivative?.Buffers ?? []];

    public void Take(KernelSet set, PlanBuffer values, int block, long firstRow, long count, int channels, int firstColumn, int columns)
    {
        long start = firstRow * channels;
        Derivative?.Apply(set, values, start, count, channels, firstColumn, columns);
        Norm.TakeSums(set, values, block, start, count, firstColumn, columns);
        Other?.TakeSums(set, values, block, start, count, firstColumn, columns);
    }
}
