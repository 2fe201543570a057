using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution that is left to the depthwise convolution that alone reads its result: it computes the lines it needs on the way, so that they are never stored.</summary>
/// <param name="Layout">How the filters are packed.</param>
/// <param name="X">What it reads.</param>
/// <param name="Epilogue">What stands behind it; without sums and addend.</param>
internal sealed unsafe record LeftConvolution(CorrelationGeometry Geometry, PanelLayout Layout, PlanBuffer X, FilterMemory Filters, Epilogue Epilogue)
{
    /// <summary>Fewer values of a batch stay in the second-level caches until they are read.</summary>
    private const long LeastFloats = 1 << 18;

    /// <summary>More filters would be read from farther away for every few lines.</summary>
    private const long MostFilters = 1 << 17;

    /// <summary>With fewer pixels an image's lines do not make the matrix tiles worth their while; with fewer lines a task, too many are computed by two tasks.</summary>
    private const int LeastPixels = 196, LeastLines = 12;

    /// <summary>Whether it is faster to leave a convolution to the depthwise convolution behind it.</summary>
    public static bool Pays(CorrelationGeometry geometry, in PanelLayout layout, int batchSize)
    {
        int pixels = geometry.OutputHeight * geometry.OutputWidth, tasks = ConvolvedDepthwiseStep.TasksPerImage(batchSize);
        return geometry.Groups == 1 && layout.Length <= MostFilters && pixels >= LeastPixels && (long)batchSize * pixels * geometry.OutputChannels > LeastFloats
            && (tasks == 1 || geometry.OutputHeight >= tasks * LeastLines);
    }

    /// <summary>Lines [first, end) of an image, as the epilogue leaves them.</summary>
    /// <param name="lines">Receives them.</param>
    /// <param name="raw">Room for them as the convolution alone makes them.</param>
    /// <param name="lineStride">From one line of the result to the next.</param>
    public void Compute(KernelSet set, int image, int first, int end, float* raw, float* lines, nint lineStride, float* scratch)
    {
        int rowsPerLine = Geometry.IsPointwise ? Geometry.OutputWidth : 1, width = Geometry.OutputWidth, channels = Geometry.OutputChannels;
        nint line = (nint)width * channels;
        Correlation.Forward(
            set, Geometry, Layout, X.Pointer + (long)image * Geometry.SourceFloats, Filters.Pointer, raw - first * line, first * rowsPerLine, (end - first) * rowsPerLine,
            0, Layout.PanelCount, accumulate: false, scratch);
        for (int row = first; row < end; row++, raw += line, lines += lineStride) Epilogue.Apply(set, raw, lines, width, channels);
    }
}
