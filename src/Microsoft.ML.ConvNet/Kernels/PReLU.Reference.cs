using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision. One slope, or one for each channel.
internal static unsafe partial class PReLU
{
    public static void ForwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> slopes, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] > T.Zero ? x[i] : slopes[i % slopes.Length] * x[i];
    }

    /// <summary>Gradients of x and of the slopes; at 0 the derivative is the slope.</summary>
    public static void BackwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> slopes, ReadOnlySpan<T> dy, Span<T> dx, Span<T> dslopes)
        where T : IFloatingPointIeee754<T>
    {
        dslopes.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            int slope = i % slopes.Length;
            dx[i] = x[i] > T.Zero ? dy[i] : slopes[slope] * dy[i];
            if (x[i] <= T.Zero) dslopes[slope] += x[i] * dy[i];
        }
    }
}
