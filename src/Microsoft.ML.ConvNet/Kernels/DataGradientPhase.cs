namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// One of the stride^2 parts of a strided convolution's data gradient: the input pixels (Line + i * stride, Column + j * stride) all meet the same taps of the kernel,
/// so their gradient is a dense correlation of the output's gradient with those taps, turned around. No zeros between spread pixels are multiplied.
/// </summary>
/// <param name="Geometry">The correlation, which writes the part's pixels of the input's gradient.</param>
/// <param name="Taps">The taps of the kernel in the order of the correlation's depth.</param>
internal sealed record DataGradientPhase(CorrelationGeometry Geometry, int[] Taps)
{
    /// <summary>Whether a convolution's data gradient can be cut this way: strided, undilated, zero borders, one group.</summary>
    public static bool Fits(SlidingWindow window, int groups) =>
        window is { DilationHeight: 1, DilationWidth: 1, ShowsPixelsAgain: false } && groups == 1 && window.StrideHeight * window.StrideWidth > 1;

    /// <summary>The parts that meet a tap; the other pixels, if <paramref name="isComplete"/> is false, have a gradient of zero.</summary>
    public static List<DataGradientPhase> All(ImageShape input, SlidingWindow window, int outputChannels, out bool isComplete)
    {
        var phases = new List<DataGradientPhase>();
        isComplete = true;
        for (int line = 0; line < Math.Min(window.StrideHeight, input.Height); line++)
        {
            for (int column = 0; column < Math.Min(window.StrideWidth, input.Width); column++)
            {
                var (firstRow, rows) = TapsOf(line, window.PaddingTop, window.StrideHeight, window.KernelHeight);
                var (firstTap, taps) = TapsOf(column, window.PaddingLeft, window.StrideWidth, window.KernelWidth);
                if (rows == 0 || taps == 0)
                {
                    isComplete = false;
                    continue;
                }

                var order = new int[rows * taps];
                for (int i = 0; i < order.Length; i++)
                {
                    int ky = firstRow + (rows - 1 - i / taps) * window.StrideHeight, kx = firstTap + (taps - 1 - i % taps) * window.StrideWidth;
                    order[i] = ky * window.KernelWidth + kx;
                }

                phases.Add(new DataGradientPhase(CorrelationGeometry.TransposedPhase(input, window, outputChannels, line, column, rows, taps), order));
            }
        }

        return phases;
    }

    // The first tap along one axis that the pixels of a part meet, and how many there are.
    private static (int First, int Count) TapsOf(int pixel, int padding, int stride, int kernel)
    {
        int first = (pixel + padding) % stride;
        return (first, Math.Max(0, (kernel - first + stride - 1) / stride));
    }
}
