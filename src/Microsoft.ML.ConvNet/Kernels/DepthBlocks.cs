namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// How the depth of a correlation (kernel rows, kernel columns, channels) is cut: into segments that are contiguous in the input, and into passes over
/// channel blocks whose part of a weight panel stays in the first-level cache.
/// </summary>
internal readonly unsafe struct DepthBlocks
{
    private DepthBlocks(int segments, int channels, int blockChannels, int blockCount)
    {
        Segments = segments;
        Channels = channels;
        BlockChannels = blockChannels;
        BlockCount = blockCount;
    }

    /// <summary>Contiguous segments of a pixel's neighbourhood.</summary>
    public int Segments { get; }

    /// <summary>Values of a whole segment.</summary>
    public int Channels { get; }

    /// <summary>Values of a segment that one pass covers.</summary>
    public int BlockChannels { get; }

    /// <summary>Number of passes.</summary>
    public int BlockCount { get; }

    /// <param name="panelDepth">Depth that a pass may have; <see cref="int.MaxValue"/> for a single pass.</param>
    /// <param name="isExpanded">Whether <see cref="InputLines"/> gave every pixel a row of its own.</param>
    /// <param name="offsets">Room for kernel height * kernel width offsets; receives where each segment starts.</param>
    public static DepthBlocks Create(CorrelationGeometry geometry, int panelDepth, bool isExpanded, nint* offsets)
    {
        var window = geometry.Window;
        int channels = geometry.Source.Channels;
        if (geometry.IsPointwise || isExpanded)
        {
            offsets[0] = 0;
            return Cut(1, geometry.Depth, panelDepth);
        }

        nint kernelLine = (nint)window.DilationHeight * geometry.Source.LineStride;
        if (window.DilationWidth == 1 && geometry.Depth <= panelDepth)
        {
            for (int ky = 0; ky < window.KernelHeight; ky++) offsets[ky] = ky * kernelLine;
            return new DepthBlocks(window.KernelHeight, window.KernelWidth * channels, window.KernelWidth * channels, 1);
        }

        int area = window.KernelHeight * window.KernelWidth;
        for (int tap = 0; tap < area; tap++)
            offsets[tap] = tap / window.KernelWidth * kernelLine + (nint)(tap % window.KernelWidth) * window.DilationWidth * channels;
        return Cut(area, channels, panelDepth / area);
    }

    private static DepthBlocks Cut(int segments, int channels, int most)
    {
        const int granularity = 8;
        if (channels <= Math.Max(most, granularity)) return new DepthBlocks(segments, channels, channels, 1);
        int blocks = (channels - 1) / Math.Max(most, granularity) + 1;
        int even = (channels + blocks - 1) / blocks;
        int blockChannels = Math.Min(channels, (even + granularity - 1) / granularity * granularity);
        return new DepthBlocks(segments, channels, blockChannels, (channels + blockChannels - 1) / blockChannels);
    }
}
