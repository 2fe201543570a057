namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// A correlation of a padded image with a bank of filters, computed once a layer: a convolution's forward pass, or (<see cref="Transposed"/>) its data
/// gradient. The filter gradient reads the same padded image. With groups it is one group's: all groups have the same, each from its own first channel on.
/// </summary>
internal sealed class CorrelationGeometry
{
    /// <summary>Below this run of contiguous values the filter gradient copies a pixel's whole neighbourhood into one row, so that its tiles have rows to work on.</summary>
    private const int ShortestRun = 8;

    private CorrelationGeometry(PaddedImage source, SlidingWindow window, int outputChannels, int outputHeight, int outputWidth, bool isPart = false)
    {
        Source = source;
        Window = window;
        OutputChannels = outputChannels;
        OutputHeight = outputHeight;
        OutputWidth = outputWidth;
        IsPointwise = !isPart && source.IsBorderless && window is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1 }
            && outputHeight == source.SourceHeight && outputWidth == source.SourceWidth;
        HasShortRuns = !IsPointwise && window.KernelWidth * source.Channels < ShortestRun;
        IsThreeByThree = source.Channels == 1 && !IsPointwise && window is { KernelHeight: 3, KernelWidth: 3, DilationWidth: 1 };
        RowsPerImage = IsPointwise ? outputHeight * outputWidth : outputHeight;
        PixelsPerRow = IsPointwise ? 1 : outputWidth;
        OutputStride = OutputChannels * Groups;
        OutputRowStride = PixelsPerRow * OutputStride;
        OutputImageStride = outputHeight * outputWidth * OutputStride;
    }

    /// <summary>The image with its border.</summary>
    public PaddedImage Source { get; }

    /// <summary>Kernel, stride and dilation; the padding is in <see cref="Source"/>.</summary>
    public SlidingWindow Window { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutputChannels { get; }

    /// <summary>Groups of channels; each output channel sees the input channels of its own group.</summary>
    public int Groups => Source.Groups;

    /// <summary>Floats from one output pixel to the next.</summary>
    public int OutputStride { get; private init; }

    /// <summary>Floats from one row of the output to the next within an image.</summary>
    public int OutputRowStride { get; private init; }

    /// <summary>Floats of an output image.</summary>
    public int OutputImageStride { get; private init; }

    /// <summary>Where the first output pixel is, in floats: not 0 for a part of an image (<see cref="TransposedPhase"/>).</summary>
    public int OutputOffset { get; private init; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    /// <summary>Whether it is a data gradient (<see cref="Transposed"/>).</summary>
    public bool IsTransposed { get; private init; }

    /// <summary>1x1, stride 1, no border: the images are one long line of pixels.</summary>
    public bool IsPointwise { get; }

    /// <summary>For the filter gradient each pixel's neighbourhood is copied into one row of a scratch matrix first.</summary>
    public bool HasShortRuns { get; }

    /// <summary>3x3 on one channel, the commonest first layer: the filter gradient has a tile for it that needs no copy.</summary>
    public bool IsThreeByThree { get; }

    /// <summary>Depth of the matrix product: kernel area times input channels of a group.</summary>
    public int Depth => Window.KernelHeight * Window.KernelWidth * Source.Channels;

    /// <summary>Work is cut into rows: an output line, or a pixel of a pointwise convolution.</summary>
    public int RowsPerImage { get; }

    /// <summary>Output pixels of a row.</summary>
    public int PixelsPerRow { get; }

    /// <summary>Floats of one input image.</summary>
    public int SourceFloats => Source.SourceHeight * Source.SourceWidth * Source.SourceStride;

    /// <summary>The forward pass over an input with a window's padding.</summary>
    public static CorrelationGeometry Forward(ImageShape input, SlidingWindow window, int outputChannels, int groups = 1)
    {
        int height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
        var source = new PaddedImage(
            input.Height, input.Width, input.Channels / groups,
            Extent(height, window.StrideHeight, window.DilationHeight, window.KernelHeight), Extent(width, window.StrideWidth, window.DilationWidth, window.KernelWidth),
            window.PaddingTop, window.PaddingLeft, Border: window.Border, Groups: groups);
        return new CorrelationGeometry(source, window, outputChannels / groups, height, width);
    }

    /// <summary>The data gradient of the forward pass: stride 1 over the output's gradient, spread by the stride, with the kernel turned by 180 degrees.</summary>
    /// <param name="window">With zeros in its padding; for other borders the gradient of the padded input is taken, and <see cref="PaddedImage.Fold"/>.</param>
    public static CorrelationGeometry Transposed(ImageShape input, SlidingWindow window, int outputChannels, int groups = 1)
    {
        int reachHeight = window.DilationHeight * (window.KernelHeight - 1), reachWidth = window.DilationWidth * (window.KernelWidth - 1);
        var source = new PaddedImage(
            window.OutputHeight(input.Height), window.OutputWidth(input.Width), outputChannels / groups,
            input.Height + reachHeight, input.Width + reachWidth,
            reachHeight - window.PaddingTop, reachWidth - window.PaddingLeft, window.StrideHeight, window.StrideWidth, Groups: groups);
        var unit = new SlidingWindow(window.KernelHeight, window.KernelWidth, DilationHeight: window.DilationHeight, DilationWidth: window.DilationWidth);
        return new CorrelationGeometry(source, unit, input.Channels / groups, input.Height, input.Width) { IsTransposed = true };
    }

    /// <summary>A part of the data gradient of a strided convolution: of every stride-th line from a line on, and of every stride-th column from a column on.</summary>
    /// <param name="taps">Lines of the kernel that these pixels meet, of which there are <paramref name="columnTaps"/> columns; see <see cref="DataGradientPhase"/>.</param>
    public static CorrelationGeometry TransposedPhase(ImageShape input, SlidingWindow window, int outputChannels, int line, int column, int taps, int columnTaps)
    {
        int height = (input.Height - line + window.StrideHeight - 1) / window.StrideHeight, width = (input.Width - column + window.StrideWidth - 1) / window.StrideWidth;
        var source = new PaddedImage(
            window.OutputHeight(input.Height), window.OutputWidth(input.Width), outputChannels, height + taps - 1, width + columnTaps - 1,
            taps - 1 - (line + window.PaddingTop) / window.StrideHeight, columnTaps - 1 - (column + window.PaddingLeft) / window.StrideWidth);
        return new CorrelationGeometry(source, new SlidingWindow(taps, columnTaps), input.Channels, height, width, isPart: true)
        {
            IsTransposed = true,
            OutputOffset = (line * input.Width + column) * input.Channels,
            OutputStride = window.StrideWidth * input.Channels,
            OutputRowStride = window.StrideHeight * input.Width * input.Channels,
            OutputImageStride = input.Size,
        };
    }

    /// <summary>Padded lines that a number of output lines read.</summary>
    public int LinesFor(int rows) => Extent(rows, Window.StrideHeight, Window.DilationHeight, Window.KernelHeight);

    private static int Extent(int outputs, int stride, int dilation, int kernel) => (outputs - 1) * stride + dilation * (kernel - 1) + 1;
}
