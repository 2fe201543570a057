using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definition, in any precision. x is rows of channels.
internal static partial class LocalResponseNorm
{
    /// <summary>y = x * s^-beta, s = k + alpha / size * (sum of the squares in the channel's window).</summary>
    public static void ForwardReference<T>(ReadOnlySpan<T> x, int channels, ResponseWindow window, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        var beta = T.CreateChecked(window.Beta);
        for (int i = 0; i < x.Length; i++) y[i] = x[i] / T.Pow(Denominator(x, channels, window, i), beta);
    }

    /// <summary>The gradient of sum(y * dy).</summary>
    public static void BackwardReference<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, int channels, ResponseWindow window, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        T beta = T.CreateChecked(window.Beta), slope = T.CreateChecked(2) * beta * T.CreateChecked(window.Alpha) / T.CreateChecked(window.Size);
        dx.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            var s = Denominator(x, channels, window, i);
            dx[i] += dy[i] / T.Pow(s, beta);
            var (first, last) = Neighbours(channels, window, i);
            for (int j = first; j <= last; j++) dx[j] -= slope * x[j] * dy[i] * x[i] / T.Pow(s, beta + T.One);
        }
    }

    private static T Denominator<T>(ReadOnlySpan<T> x, int channels, ResponseWindow window, int index)
        where T : IFloatingPointIeee754<T>
    {
        var (first, last) = Neighbours(channels, window, index);
        var sum = T.Zero;
        for (int j = first; j <= last; j++) sum += x[j] * x[j];
        return T.CreateChecked(window.K) + T.CreateChecked(window.Alpha) / T.CreateChecked(window.Size) * sum;
    }

    private static (int First, int Last) Neighbours(int channels, ResponseWindow window, int index)
    {
        int row = index / channels * channels;
        return (Math.Max(row, index - window.Before), Math.Min(row + channels - 1, index + window.After));
    }
}
