using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The largest of each group of consecutive values (Goodfellow et al., 2013). Groups of channels are that in memory, so it is its own scalar twin; NaN is larger than any
/// number.
/// </summary>
internal static class Maxout
{
    /// <summary>y[i] = the largest of x[i * pieces] to x[i * pieces + pieces - 1].</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, int pieces, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i * pieces + Largest(x.Slice(i * pieces, pieces))];
    }

    /// <summary>The first of the largest gets the gradient, the others 0.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, int pieces, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int i = 0; i < dy.Length; i++) dx[i * pieces + Largest(x.Slice(i * pieces, pieces))] = dy[i];
    }

    private static int Largest<T>(ReadOnlySpan<T> group)
        where T : IFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 1; i < group.Length; i++)
        {
            if (group[i] > group[best] || (T.IsNaN(group[i]) && !T.IsNaN(group[best]))) best = i;
        }

        return best;
    }
}
