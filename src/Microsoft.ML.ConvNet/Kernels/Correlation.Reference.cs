using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision. Images in N, H, W, C order; filters in PyTorch's order (O, I / groups, H, W), whose length tells the
// number of groups: output channel o sees the input channels of its group, which begin at o / (O / groups) * (I / groups).
internal static partial class Correlation
{
    /// <summary>y[pixel][o] = sum over taps and input channels of x[pixel of the tap][i] * filters[o][i][tap].</summary>
    public static void ForwardReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> filters, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int kernelArea = window.KernelHeight * window.KernelWidth, channels = filters.Length / (outputChannels * kernelArea);
        int groups = input.Channels / channels, groupOutputs = outputChannels / groups;
        y.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputChannels; o++)
                for (int i = 0; i < channels; i++)
                    y[outputPixel * outputChannels + o] += x[inputPixel * input.Channels + o / groupOutputs * channels + i] * filters[(o * channels + i) * kernelArea + tap];
        }
    }

    /// <summary>dx = the gradient with respect to x of sum(y * dy).</summary>
    public static void BackwardDataReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> dy, ReadOnlySpan<T> filters, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        int kernelArea = window.KernelHeight * window.KernelWidth, channels = filters.Length / (outputChannels * kernelArea);
        int groups = input.Channels / channels, groupOutputs = outputChannels / groups;
        dx.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputChannels; o++)
                for (int i = 0; i < channels; i++)
                    dx[inputPixel * input.Channels + o / groupOutputs * channels + i] += dy[outputPixel * outputChannels + o] * filters[(o * channels + i) * kernelArea + tap];
        }
    }

    /// <summary>dfilters = the gradient with respect to the filters of sum(y * dy).</summary>
    public static void BackwardFilterReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dfilters)
        where T : IFloatingPointIeee754<T>
    {
        int kernelArea = window.KernelHeight * window.KernelWidth, channels = dfilters.Length / (outputChannels * kernelArea);
        int groups = input.Channels / channels, groupOutputs = outputChannels / groups;
        dfilters.Clear();
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputChannels; o++)
                for (int i = 0; i < channels; i++)
                    dfilters[(o * channels + i) * kernelArea + tap] += x[inputPixel * input.Channels + o / groupOutputs * channels + i] * dy[outputPixel * outputChannels + o];
        }
    }
}
