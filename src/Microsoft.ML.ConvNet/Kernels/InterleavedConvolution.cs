namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Convolution on batch-interleaved activations [channel][row][column][image of the block]: a vector holds one pixel of as many images as it has lanes.
/// No lane is wasted on few channels or narrow images, which is where the other layout is weak. Filters are in PyTorch's order. One block of images a call.
/// </summary>
internal static unsafe class InterleavedConvolution
{
    /// <summary>The padded image that a block's planes are seen through: each plane is an image whose "channels" are the lanes.</summary>
    public static PaddedImage Plane(KernelSet set, CorrelationGeometry geometry) => geometry.Source with { Channels = set.Lanes };

    /// <summary>Scratch floats of <see cref="Forward"/> and <see cref="FilterGradient"/>.</summary>
    public static long ScratchFloats(KernelSet set, CorrelationGeometry geometry)
    {
        var plane = Plane(set, geometry);
        return plane.IsSource ? 0 : (long)geometry.Source.Channels * plane.Height * plane.LineStride;
    }

    /// <summary>y = correlation of x with the filters, all output channels of one block of images.</summary>
    public static void Forward(KernelSet set, CorrelationGeometry geometry, float* x, float* filters, float* y, float* scratch)
    {
        int lanes = set.Lanes;
        var window = geometry.Window;
        x = Pad(set, geometry, x, scratch, out nint lineStride, out nint planeStride);
        InterleavedTile tile;
        tile.FilterStride = geometry.Depth;
        tile.PixelStride = window.StrideWidth * lanes;
        tile.Channels = geometry.Source.Channels;
        tile.LineStride = lineStride;
        tile.OutputPlaneStride = (nint)geometry.OutputHeight * geometry.OutputWidth * lanes;
        for (int channel = 0; channel < geometry.OutputChannels;)
        {
            int channels = Largest(set.InterleavedChannels, geometry.OutputChannels - channel);
            float* w = filters + (nint)channel * tile.FilterStride;
            float* output = y + channel * tile.OutputPlaneStride;
            for (int row = 0; row < geometry.OutputHeight; row++)
            {
                var (first, end) = geometry.Source.KernelRows(row * window.StrideHeight, window);
                tile.KernelHeight = end - first;
                tile.FilterSkip = (window.KernelHeight - tile.KernelHeight) * window.KernelWidth;
                tile.ChannelSkip = planeStride - tile.KernelHeight * lineStride;
                float* rowFilters = w + first * window.KernelWidth;
                float* input = x + ((nint)row * window.StrideHeight + first) * lineStride;
                for (int column = 0; column < geometry.OutputWidth;)
                {
                    int pixels = Largest(set.InterleavedPixels, geometry.OutputWidth - column);
                    var (left, right) = geometry.Source.KernelColumns(column * window.StrideWidth, (column + pixels - 1) * window.StrideWidth, window);
                    tile.KernelWidth = right - left;
                    tile.FilterLineSkip = window.KernelWidth - tile.KernelWidth;
                    set.InterleavedForward(channels, pixels)(&tile, input + left * lanes, rowFilters + left, output);
                    input += pixels * tile.PixelStride;
                    output += pixels * lanes;
                    column += pixels;
                }
            }

            channel += channels;
        }
    }

    /// <summary>Overwrites the filters' gradient with that of one block of images.</summary>
    public static void FilterGradient(KernelSet set, CorrelationGeometry geometry, float* x, float* dy, float* gradient, float* scratch)
    {
        int lanes = set.Lanes;
        var window = geometry.Window;
        x = Pad(set, geometry, x, scratch, out nint lineStride, out nint planeStride);
        new Span<float>(gradient, geometry.OutputChannels * geometry.Depth).Clear();
        InterleavedFilterTile tile;
        tile.OutputPlaneStride = (nint)geometry.OutputHeight * geometry.OutputWidth * lanes;
        tile.PixelStride = window.StrideWidth * lanes;
        tile.Pixels = geometry.OutputWidth;
        tile.Lines = geometry.OutputHeight;
        tile.LineSkip = window.StrideHeight * lineStride - geometry.OutputWidth * tile.PixelStride;
        tile.FilterStride = geometry.Depth;
        for (int channel = 0; channel < geometry.OutputChannels;)
        {
            int channels = Largest(set.InterleavedFilterChannels, geometry.OutputChannels - channel);
            float* filter = gradient + (nint)channel * geometry.Depth;
            for (int input = 0; input < geometry.Source.Channels; input++)
            {
                for (int row = 0; row < window.KernelHeight; row++)
                {
                    float* line = x + input * planeStride + row * lineStride;
                    for (int column = 0; column < window.KernelWidth;)
                    {
                        int taps = Largest(set.InterleavedFilterTaps, window.KernelWidth - column);
                        set.InterleavedFilter(channels, taps)(&tile, line + column * lanes, dy + channel * tile.OutputPlaneStride, filter);
                        filter += taps;
                        column += taps;
                    }
                }
            }

            channel += channels;
        }
    }

    /// <summary>Filters of the data gradient: channels exchanged, kernel turned by 180 degrees.</summary>
    public static void Transpose(float* filters, int outputs, int channels, int kernelArea, float* result)
    {
        for (int channel = 0; channel < channels; channel++)
            for (int output = 0; output < outputs; output++)
                for (int tap = 0; tap < kernelArea; tap++) *result++ = filters[((nint)output * channels + channel) * kernelArea + kernelArea - 1 - tap];
    }

    private static float* Pad(KernelSet set, CorrelationGeometry geometry, float* x, float* scratch, out nint lineStride, out nint planeStride)
    {
        var plane = Plane(set, geometry);
        lineStride = plane.LineStride;
        if (plane.IsSource)
        {
            planeStride = plane.SourceHeight * lineStride;
            return x;
        }

        planeStride = plane.Height * lineStride;
        for (int channel = 0; channel < geometry.Source.Channels; channel++)
            plane.CopyLines(x + (nint)channel * plane.SourceHeight * plane.SourceWidth * set.Lanes, 0, plane.Height, scratch + channel * planeStride);
        return scratch;
    }

    private static int Largest(int[] sizes, int most)
    {
        foreach (int size in sizes)
        {
            if (size <= most) return size;
        }

        throw new InvalidOperationException("Every list of tile sizes ends with 1.");
    }
}
