using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision, one image in H, W, C order.
internal static partial class Pooling
{
    public static void MaxForwardReference<T>(ImageShape input, PoolingWindows windows, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        y.Fill(T.NegativeInfinity);
        foreach (var (inputPixel, outputPixel, _) in windows.Pairs(input))
        {
            for (int c = 0; c < input.Channels; c++)
                y[outputPixel * input.Channels + c] = T.Max(y[outputPixel * input.Channels + c], x[inputPixel * input.Channels + c]);
        }
    }

    /// <summary>A window's gradient goes to its first largest value.</summary>
    public static void MaxBackwardReference<T>(ImageShape input, PoolingWindows windows, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        const int none = -1;
        int[] winners = new int[dy.Length];
        winners.AsSpan().Fill(none);
        foreach (var (inputPixel, outputPixel, _) in windows.Pairs(input))
        {
            for (int c = 0; c < input.Channels; c++)
            {
                ref int winner = ref winners[outputPixel * input.Channels + c];
                int candidate = inputPixel * input.Channels + c;
                if (winner == none || x[candidate] > x[winner]) winner = candidate;
            }
        }

        dx.Clear();
        for (int i = 0; i < dy.Length; i++)
        {
            if (winners[i] != none) dx[winners[i]] += dy[i];
        }
    }

    public static void AverageForwardReference<T>(ImageShape input, PoolingWindows windows, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        y.Clear();
        foreach (var (inputPixel, outputPixel, divisor) in windows.Pairs(input))
        {
            for (int c = 0; c < input.Channels; c++) y[outputPixel * input.Channels + c] += x[inputPixel * input.Channels + c] / T.CreateChecked(divisor);
        }
    }

    public static void AverageBackwardReference<T>(ImageShape input, PoolingWindows windows, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        foreach (var (inputPixel, outputPixel, divisor) in windows.Pairs(input))
        {
            for (int c = 0; c < input.Channels; c++) dx[inputPixel * input.Channels + c] += dy[outputPixel * input.Channels + c] / T.CreateChecked(divisor);
        }
    }
}
