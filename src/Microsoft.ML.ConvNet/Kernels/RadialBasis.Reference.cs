using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision, for one row.
internal static partial class RadialBasis
{
    /// <summary>y[i] = -(sum over j of (x[j] - centers[i][j])^2).</summary>
    public static void ForwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> centers, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        y.Clear();
        for (int i = 0; i < y.Length; i++)
        {
            for (int j = 0; j < x.Length; j++) y[i] -= (x[j] - centers[i * x.Length + j]) * (x[j] - centers[i * x.Length + j]);
        }
    }

    /// <summary>The gradients of sum(y * dy); the centers' is added to what is there.</summary>
    public static void BackwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> centers, ReadOnlySpan<T> dy, Span<T> dx, Span<T> centerGradients)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int i = 0; i < dy.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                var pull = T.CreateChecked(2) * dy[i] * (centers[i * x.Length + j] - x[j]);
                dx[j] += pull;
                centerGradients[i * x.Length + j] -= pull;
            }
        }
    }
}
