using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision.
internal static partial class ChannelReduction
{
    /// <summary>sums[c] = sum over the rows of x[row][c].</summary>
    public static void SumReference<T>(ReadOnlySpan<T> x, Span<T> sums)
        where T : IFloatingPointIeee754<T>
    {
        sums.Clear();
        for (int i = 0; i < x.Length; i++) sums[i % sums.Length] += x[i];
    }
}
