using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin: the definition, in any precision, with the largest value taken off so that nothing overflows.
internal static unsafe partial class ChannelSoftmax
{
    public static void ForwardReference<T>(ReadOnlySpan<T> x, int channels, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int start = 0; start < x.Length; start += channels)
        {
            T largest = x[start], sum = T.Zero;
            for (int c = 1; c < channels; c++) largest = T.Max(largest, x[start + c]);
            for (int c = 0; c < channels; c++) sum += T.Exp(x[start + c] - largest);
            for (int c = 0; c < channels; c++) y[start + c] = T.Exp(x[start + c] - largest) / sum;
        }
    }

    /// <summary>dx from y and dy: the derivative of y_i by x_j is y_i (1 - y_i) for i = j, else -y_i y_j.</summary>
    public static void BackwardReference<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, int channels, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int start = 0; start < y.Length; start += channels)
        {
            for (int j = start; j < start + channels; j++)
            {
                var sum = T.Zero;
                for (int i = start; i < start + channels; i++) sum += dy[i] * (i == j ? y[i] * (T.One - y[i]) : -y[i] * y[j]);
                dx[j] = sum;
            }
        }
    }
}
