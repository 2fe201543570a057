using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision. Images in N, H, W, C order; filters in PyTorch's order (C, 1, H, W).
internal static partial class DepthwiseConvolution
{
    /// <summary>y[pixel][c] = sum over taps of x[pixel of the tap][c] * filters[c][tap].</summary>
    public static void ForwardReference<T>(ImageShape input, SlidingWindow window, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> filters, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int channels = input.Channels, area = window.KernelHeight * window.KernelWidth;
        y.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
            for (int c = 0; c < channels; c++) y[outputPixel * channels + c] += x[inputPixel * channels + c] * filters[c * area + tap];
    }

    /// <summary>dx = the gradient with respect to x of sum(y * dy).</summary>
    public static void BackwardDataReference<T>(ImageShape input, SlidingWindow window, int batch, ReadOnlySpan<T> dy, ReadOnlySpan<T> filters, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        int channels = input.Channels, area = window.KernelHeight * window.KernelWidth;
        dx.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
            for (int c = 0; c < channels; c++) dx[inputPixel * channels + c] += dy[outputPixel * channels + c] * filters[c * area + tap];
    }

    /// <summary>dfilters = the gradient with respect to the filters of sum(y * dy).</summary>
    public static void BackwardFilterReference<T>(ImageShape input, SlidingWindow window, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dfilters)
        where T : IFloatingPointIeee754<T>
    {
        int channels = input.Channels, area = window.KernelHeight * window.KernelWidth;
        dfilters.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
            for (int c = 0; c < channels; c++) dfilters[c * area + tap] += x[inputPixel * channels + c] * dy[outputPixel * channels + c];
    }
}
