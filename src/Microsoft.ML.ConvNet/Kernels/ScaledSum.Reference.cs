using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

internal static partial class ScaledSum
{
    /// <summary>The scalar twin, in any precision, for rows without gaps: f(left * scale + shift + right * scale + shift).</summary>
    public static void ForwardReference<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> leftScale, ReadOnlySpan<T> leftShift, ReadOnlySpan<T> right, ReadOnlySpan<T> rightScale, ReadOnlySpan<T> rightShift,
        ActivationFunction function, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int channels = leftScale.Length;
        for (int i = 0; i < y.Length; i++)
        {
            int c = i % channels;
            y[i] = Activation.ForwardReference(left[i] * leftScale[c] + leftShift[c] + (right[i] * rightScale[c] + rightShift[c]), function);
        }
    }
}
