using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision. Images in N, H, W, C order; filters in PyTorch's order (O, I, H, W).
internal static partial class Correlation
{
    /// <summary>y[pixel][o] = sum over taps and input channels of x[pixel of the tap][i] * filters[o][i][tap].</summary>
    public static void ForwardReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> filters, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int kernelArea = window.KernelHeight * window.KernelWidth;
        y.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputChannels; o++)
                for (int i = 0; i < input.Channels; i++)
                    y[outputPixel * outputChannels + o] += x[inputPixel * input.Channels + i] * filters[(o * input.Channels + i) * kernelArea + tap];
        }
    }

    /// <summary>dx = the gradient with respect to x of sum(y * dy).</summary>
    public static void BackwardDataReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> dy, ReadOnlySpan<T> filters, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        int kernelArea = window.KernelHeight * window.KernelWidth;
        dx.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputChannels; o++)
                for (int i = 0; i < input.Channels; i++)
                    dx[inputPixel * input.Channels + i] += dy[outputPixel * outputChannels + o] * filters[(o * input.Channels + i) * kernelArea + tap];
        }
    }

    /// <summary>dfilters = the gradient with respect to the filters of sum(y * dy).</summary>
    public static void BackwardFilterReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dfilters)
        where T : IFloatingPointIeee754<T>
    {
        int kernelArea = window.KernelHeight * window.KernelWidth;
        dfilters.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputChannels; o++)
                for (int i = 0; i < input.Channels; i++)
                    dfilters[(o * input.Channels + i) * kernelArea + tap] += x[inputPixel * input.Channels + i] * dy[outputPixel * outputChannels + o];
        }
    }
}
