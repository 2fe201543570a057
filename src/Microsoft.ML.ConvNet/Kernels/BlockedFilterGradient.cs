using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The filter gradient as a blocked matrix product (Goto and van de Geijn, 2008): dW = X^T dY, summed over the output pixels, where X has one row of filter elements (taps
/// times channels) a pixel. A block of filter elements and outputs stays in the second-level cache while the pixels stream by, a pass of them at a time; of each pass, input and
/// output gradient are copied once, tile by tile and panel by panel, so that neither is read from memory again for every panel, nor at strides of which few lines fit the
/// first-level cache. Borders are copied as zeros.
/// </summary>
/// <remarks>With groups it is one group's, as <see cref="CorrelationGeometry"/> is.</remarks>
internal sealed unsafe class BlockedFilterGradient
{
    /// <summary>Filter elements of a block: 512 x 256 sums are 512 KB.</summary>
    private const int MostElements = 512;

    /// <summary>Outputs of a block, in floats.</summary>
    private const int MostColumns = 256;

    /// <summary>Pixels of a pass: a panel of them and a tile stay in a first-level cache of 48 KB.</summary>
    private const int MostPixels = 192;

    /// <summary>Pixels whose values are copied tile after tile, before the next pixels; and how many pixels ahead values are asked for.</summary>
    private const int CopiedPixels = 8, PixelsAhead = 16;

    /// <summary>Fewer channels do not fill a tile; with fewer outputs there is too little to calculate for each value that is copied.</summary>
    private const int LeastChannels = 8, LeastOutputs = 16;

    /// <summary>Of fewer pixels, or of pixels that lie closer together, the copies would cost more than they save.</summary>
    private const int LeastPixels = 32, LeastStride = 64;

    /// <summary>An input of so many floats lies in the second-level cache, and is read there as fast as it is copied unless there are that many outputs.</summary>
    private const int CachedFloats = 1 << 16, ManyOutputs = 128;

    private readonly KernelSet _set;
    private readonly CorrelationGeometry _geometry;
    private readonly PanelLayout _layout;
    private readonly int _area;
    private readonly int _channelBlocks;
    private readonly int _tapBlocks;
    private readonly int _panelBlocks;

    /// <param name="geometry">The forward pass's.</param>
    /// <param name="layout">How the filters are packed.</param>
    public BlockedFilterGradient(KernelSet set, CorrelationGeometry geometry, in PanelLayout layout)
    {
        _set = set;
        _geometry = geometry;
        _layout = layout;
        _area = geometry.Window.KernelHeight * geometry.Window.KernelWidth;
        int channels = geometry.Source.Channels;
        _channelBlocks = Divide(channels, MostElements);
        _tapBlocks = Divide(_area, Math.Max(1, MostElements / Divide(channels, _channelBlocks)));
        _panelBlocks = Divide(layout.PanelCount, Math.Max(1, MostColumns / layout.PanelWidth));
    }

    /// <summary>Blocks of filter elements and outputs, which are computed independently.</summary>
    public int BlockCount => _channelBlocks * _tapBlocks * _panelBlocks;

    /// <summary>Output pixels of an image.</summary>
    public int PixelsPerImage => _geometry.OutputHeight * _geometry.OutputWidth;

    /// <summary>Scratch floats of one worker.</summary>
    public long ScratchFloats => PlaceFloats + AlignedMemory.Align(BlockChannels) + InputFloats
        + (long)MostPixels * Divide(_layout.PanelCount, _panelBlocks) * _layout.PanelWidth;

    private long InputFloats => AlignedMemory.Align((long)MostPixels * Divide(_area, _tapBlocks) * BlockChannels);

    private static int PlaceFloats => MostPixels * sizeof(long) / sizeof(float);

    private int BlockChannels => Divide(_geometry.Source.Channels, _channelBlocks);

    /// <summary>Whether it is worth while.</summary>
    public static bool Fits(CorrelationGeometry geometry, in PanelLayout layout, int batchSize) =>
        !layout.IsQuad && geometry.Source.Channels >= LeastChannels && geometry.OutputChannels >= LeastOutputs
        && (long)batchSize * geometry.OutputHeight * geometry.OutputWidth >= LeastPixels
        && Math.Max(geometry.Source.SourceStride * geometry.Window.StrideWidth, geometry.OutputStride) >= LeastStride
        && (geometry.OutputChannels >= ManyOutputs || (long)batchSize * geometry.SourceFloats > CachedFloats);

    /// <summary>A block's sums over <paramref name="count"/> output pixels, counted over all images; at least one.</summary>
    /// <param name="gradient">Packed as the filters are; the block's part of it is overwritten.</param>
    public void Sum(int block, float* x, float* dy, int firstPixel, int count, float* gradient, float* scratch)
    {
        int firstPanel = block % _panelBlocks * _layout.PanelCount / _panelBlocks, endPanel = (block % _panelBlocks + 1) * _layout.PanelCount / _panelBlocks;
        block /= _panelBlocks;
        int firstTap = block % _tapBlocks * _area / _tapBlocks, endTap = (block % _tapBlocks + 1) * _area / _tapBlocks;
        block /= _tapBlocks;
        int channels = _geometry.Source.Channels, firstChannel = block * channels / _channelBlocks, blockChannels = (block + 1) * channels / _channelBlocks - firstChannel;
        float** places = (float**)scratch;
        float* zeros = scratch + PlaceFloats;
        float* inputs = zeros + AlignedMemory.Align(BlockChannels);
        float* outputs = inputs + InputFloats;
        new Span<float>(zeros, blockChannels).Clear();

        // A panel of one vector has tiles of the same height when it comes after wider ones: the input is copied for all of them.
        var split = _layout.Vectors(firstPanel) == 1 ? _set.NarrowFilterRows : _set.FilterRows;
        int passes = Divide(count, MostPixels);
        for (int pass = 0; pass < passes; pass++)
        {
            int first = firstPixel + (int)((long)pass * count / passes), pixels = firstPixel + (int)((long)(pass + 1) * count / passes) - first;
            CopyOutputs(dy, first, pixels, firstPanel, endPanel, outputs);

            for (int tap = firstTap; tap < endTap; tap++)
            {
                FindPixels(x + firstChannel, tap, first, pixels, zeros, places);
                CopyTiles(places, pixels, blockChannels, split, inputs + (nint)(tap - firstTap) * blockChannels * pixels);
            }

            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                float* a = inputs;
                float* b = outputs + (nint)(panel - firstPanel) * _layout.PanelWidth * pixels;
                for (int tap = firstTap; tap < endTap; tap++)
                {
                    nint row = (nint)tap * channels + firstChannel;
                    for (int channel = 0; channel < blockChannels;)
                    {
                        int rows = split.Next(blockChannels - channel);
                        Multiply(panel, rows, a, b, pixels, gradient, row + channel, pass > 0);
                        a += rows * pixels;
                        channel += rows;
                    }
                }
            }
        }
    }

    private static int Divide(int total, int part) => (total + part - 1) / part;

    // A tile's filter elements times one panel.
    private void Multiply(int panel, int rows, float* a, float* b, int pixels, float* gradient, nint row, bool accumulate)
    {
        int width = _layout.Width(panel);
        var tile = new FilterGradientTile
        {
            Pixels = pixels, Lines = 1, PixelStrideA = rows, PixelStrideB = _layout.PanelWidth, OutputStride = width, LastColumns = _layout.LastColumns(panel),
        };
        _set.FilterGradient(rows, _layout.Vectors(panel), _layout.IsPartial(panel))(&tile, a, b, gradient + _layout.Start(panel) + row * width, accumulate);
    }

    // Where each output pixel's input is that a tap sees; zeros beyond the border.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindPixels(float* x, int tap, int first, int count, float* zeros, float** places)
    {
        var (window, image) = (_geometry.Window, _geometry.Source);
        int width = _geometry.OutputWidth, down = tap / window.KernelWidth * window.DilationHeight, across = tap % window.KernelWidth * window.DilationWidth;
        for (int pixel = first; pixel < first + count;)
        {
            int line = pixel / width, column = pixel % width, end = Math.Min(width, column + first + count - pixel);
            pixel += end - column;
            int sourceLine = image.SourceLine(line % _geometry.OutputHeight * window.StrideHeight + down);
            float* start = x + (nint)(line / _geometry.OutputHeight) * _geometry.SourceFloats + (nint)sourceLine * image.SourceWidth * image.SourceStride;
            for (; column < end; column++)
            {
                int sourceColumn = sourceLine < 0 ? -1 : image.SourceColumn(column * window.StrideWidth + across);
                *places++ = sourceColumn < 0 ? zeros : start + (nint)sourceColumn * image.SourceStride;
            }
        }
    }

    // The channels of a tile next to each other, pixel after pixel; then the next tile's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyTiles(float** places, int pixels, int channels, TileSplit split, float* destination)
    {
        for (int first = 0; first < pixels; first += CopiedPixels)
        {
            int count = Math.Min(CopiedPixels, pixels - first);
            for (int channel = 0; channel < channels;)
            {
                int rows = split.Next(channels - channel);
                float* target = destination + (nint)channel * pixels + first * rows;
                for (int pixel = first; pixel < first + count; pixel++, target += rows)
                {
                    if (Sse.IsSupported) Sse.Prefetch0(places[Math.Min(pixel + PixelsAhead, pixels - 1)] + channel);
                    Copy(places[pixel] + channel, target, rows);
                }

                channel += rows;
            }
        }
    }

    // The outputs of a panel next to each other, pixel after pixel; then the next panel's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyOutputs(float* dy, int firstPixel, int pixels, int firstPanel, int endPanel, float* destination)
    {
        nint stride = _geometry.OutputStride;
        int width = _layout.PanelWidth;
        for (int first = 0; first < pixels; first += CopiedPixels)
        {
            int count = Math.Min(CopiedPixels, pixels - first);
            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                int columns = _layout.ValidColumns(panel);
                float* source = dy + (firstPixel + first) * stride + panel * width;
                float* target = destination + ((nint)(panel - firstPanel) * pixels + first) * width;
                for (int pixel = 0; pixel < count; pixel++, source += stride, target += width)
                {
                    if (Sse.IsSupported)
                    {
                        Sse.Prefetch0(source + PixelsAhead * stride);
                        Sse.Prefetch0(source + PixelsAhead * stride + columns - 1);
                    }

                    Copy(source, target, columns);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* source, float* destination, int count)
    {
        // The last copy overlaps the one before.
        if (count >= 8)
        {
            int last = count - 8;
            for (int i = 0; i < last; i += 8) Vector256.Load(source + i).Store(destination + i);
            Vector256.Load(source + last).Store(destination + last);
        }
        else if (count >= 4)
        {
            Vector128.Load(source).Store(destination);
            Vector128.Load(source + count - 4).Store(destination + count - 4);
        }
        else
        {
            for (int i = 0; i < count; i++) destination[i] = source[i];
        }
    }
}
