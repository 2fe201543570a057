using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision, for one image as rows of channels.
internal static partial class ChannelProduct
{
    public static void ForwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> factors, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] * factors[i % factors.Length];
    }

    public static void BackwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> factors, ReadOnlySpan<T> dy, Span<T> dx, Span<T> factorGradients)
        where T : IFloatingPointIeee754<T>
    {
        factorGradients.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            dx[i] = dy[i] * factors[i % factors.Length];
            factorGradients[i % factors.Length] += dy[i] * x[i];
        }
    }
}
