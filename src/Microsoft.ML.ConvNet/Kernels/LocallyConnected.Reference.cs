using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision. Images in N, H, W, C order; filters (O, height, width, I * kernel height * kernel width).
internal static partial class LocallyConnected
{
    /// <summary>y[pixel][o] = sum over taps and input channels of x[pixel of the tap][i] * filters[o][pixel][i][tap].</summary>
    public static void ForwardReference<T>(ImageShape input, SlidingWindow window, int outputs, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> filters, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        y.Clear();
        foreach (var (value, weight, result) in Products(input, window, outputs, batch)) y[result] += x[value] * filters[weight];
    }

    /// <summary>dx = the gradient with respect to x of sum(y * dy).</summary>
    public static void BackwardDataReference<T>(ImageShape input, SlidingWindow window, int outputs, int batch, ReadOnlySpan<T> dy, ReadOnlySpan<T> filters, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        foreach (var (value, weight, result) in Products(input, window, outputs, batch)) dx[value] += dy[result] * filters[weight];
    }

    /// <summary>dfilters = the gradient with respect to the filters of sum(y * dy).</summary>
    public static void BackwardFilterReference<T>(ImageShape input, SlidingWindow window, int outputs, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dfilters)
        where T : IFloatingPointIeee754<T>
    {
        dfilters.Clear();
        foreach (var (value, weight, result) in Products(input, window, outputs, batch)) dfilters[weight] += x[value] * dy[result];
    }

    /// <summary>Adds biases (O, height, width).</summary>
    public static void AddBiasReference<T>(int outputs, ReadOnlySpan<T> biases, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int positions = biases.Length / outputs;
        for (int i = 0; i < y.Length; i++) y[i] += biases[i % outputs * positions + i / outputs % positions];
    }

    // All products x[Value] * filters[Weight] that are summed up in y[Result].
    private static IEnumerable<(int Value, int Weight, int Result)> Products(ImageShape input, SlidingWindow window, int outputs, int batch)
    {
        int area = window.KernelHeight * window.KernelWidth, positions = window.OutputHeight(input.Height) * window.OutputWidth(input.Width);
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(input, window, batch))
        {
            for (int o = 0; o < outputs; o++)
                for (int i = 0; i < input.Channels; i++)
                    yield return (inputPixel * input.Channels + i, ((o * positions + outputPixel % positions) * input.Channels + i) * area + tap, outputPixel * outputs + o);
        }
    }
}
