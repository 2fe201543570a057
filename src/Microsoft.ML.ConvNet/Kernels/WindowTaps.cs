namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The definition of a sliding window, for the scalar twins: every pair of an output pixel and an input pixel that its window covers. The kernels get the
/// same from <see cref="PaddedImage"/>.
/// </summary>
internal static class WindowTaps
{
    /// <summary>
    /// Pixels are numbered over all images of the batch; taps over the kernel, row after row. Zeros of the padding are left out; a pixel that the padding shows again
    /// comes again.
    /// </summary>
    public static IEnumerable<(int InputPixel, int OutputPixel, int Tap)> All(ImageShape input, SlidingWindow window, int batch)
    {
        int outputHeight = window.OutputHeight(input.Height), outputWidth = window.OutputWidth(input.Width);
        for (int outputPixel = 0; outputPixel < batch * outputHeight * outputWidth; outputPixel++)
        {
            int image = outputPixel / (outputHeight * outputWidth);
            int outputRow = outputPixel / outputWidth % outputHeight, outputColumn = outputPixel % outputWidth;
            for (int tap = 0; tap < window.KernelHeight * window.KernelWidth; tap++)
            {
                int row = outputRow * window.StrideHeight - window.PaddingTop + tap / window.KernelWidth * window.DilationHeight;
                int column = outputColumn * window.StrideWidth - window.PaddingLeft + tap % window.KernelWidth * window.DilationWidth;
                row = SlidingWindow.Shown(window.Border, row, input.Height);
                column = SlidingWindow.Shown(window.Border, column, input.Width);
                if (row < 0 || column < 0) continue;
                yield return ((image * input.Height + row) * input.Width + column, outputPixel, tap);
            }
        }
    }
}
