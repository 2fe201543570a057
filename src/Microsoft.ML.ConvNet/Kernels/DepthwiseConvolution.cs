using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Depthwise convolution (one filter a channel) on H, W, C activations, a block of output rows of one image at a time. Filters are [kernel row][kernel column]
/// [channel], so that channels are lanes everywhere; the border has been written out before, so every window is whole. The definition is that of
/// <see cref="Correlation"/> with as many groups as channels.
/// </summary>
internal static unsafe partial class DepthwiseConvolution
{
    /// <summary>Lines of a block, in floats: they stay in the second-level cache together with the rows that come of them.</summary>
    private const int BlockFloats = 1 << 16;

    /// <summary>Output rows that a worker takes at a time; depends on the geometry alone.</summary>
    public static int RowsPerBlock(CorrelationGeometry geometry) =>
        Math.Clamp(BlockFloats / (geometry.Source.LineStride * geometry.Window.StrideHeight), 1, geometry.OutputHeight);

    /// <summary>Scratch floats for a block of rows.</summary>
    /// <param name="isNormalized">Whether the source is normalised on the way.</param>
    public static long ScratchFloats(CorrelationGeometry geometry, int rowCount, bool isNormalized = false) =>
        geometry.Source.IsSource && !isNormalized ? 0 : (long)geometry.LinesFor(rowCount) * geometry.Source.LineStride;

    /// <summary>Rows [firstRow, firstRow + rowCount): y[o][c] = sum over taps of x[..][c] * filters[tap][c].</summary>
    /// <param name="geometry">Of the forward pass; or of the data gradient, with the output's gradient as x.</param>
    /// <param name="isTurned">Whether the kernel is turned by 180 degrees, for the data gradient.</param>
    public static void Forward(
        KernelSet set, CorrelationGeometry geometry, in DepthwiseSource source, float* filters, bool isTurned, float* y, int firstRow, int rowCount, float* scratch)
    {
        ForwardLines(set, geometry, Lines(set, geometry, source, firstRow, rowCount, scratch), filters, isTurned, y, firstRow, rowCount);
    }

    /// <summary>The same from the padded lines that these rows read.</summary>
    public static void ForwardLines(KernelSet set, CorrelationGeometry geometry, float* lines, float* filters, bool isTurned, float* y, int firstRow, int rowCount)
    {
        if (set.Lanes == 16) Forward<Float16>(geometry, lines, filters, isTurned, y, firstRow, rowCount);
        else if (set.Lanes == 8) Forward<Float8>(geometry, lines, filters, isTurned, y, firstRow, rowCount);
        else if (set.Lanes == 4) Forward<Float4>(geometry, lines, filters, isTurned, y, firstRow, rowCount);
        else Forward<Float1>(geometry, lines, filters, isTurned, y, firstRow, rowCount);
    }

    /// <summary>Adds the gradient of rows [firstRow, firstRow + rowCount) to that of the filters.</summary>
    public static void FilterGradient(
        KernelSet set, CorrelationGeometry geometry, in DepthwiseSource source, float* dy, float* gradient, int firstRow, int rowCount, float* scratch)
    {
        float* x = Lines(set, geometry, source, firstRow, rowCount, scratch);
        dy += (nint)firstRow * geometry.OutputWidth * geometry.OutputChannels;
        if (set.Lanes == 16) FilterGradient<Float16>(geometry, x, dy, gradient, rowCount);
        else if (set.Lanes == 8) FilterGradient<Float8>(geometry, x, dy, gradient, rowCount);
        else if (set.Lanes == 4) FilterGradient<Float4>(geometry, x, dy, gradient, rowCount);
        else FilterGradient<Float1>(geometry, x, dy, gradient, rowCount);
    }

    /// <summary>(C, 1, H, W) to [row][column][channel].</summary>
    public static void Pack(ReadOnlySpan<float> filters, int channels, Span<float> packed)
    {
        int area = filters.Length / channels;
        for (int channel = 0; channel < channels; channel++)
            for (int tap = 0; tap < area; tap++) packed[tap * channels + channel] = filters[channel * area + tap];
    }

    /// <summary>Inverse of <see cref="Pack"/>.</summary>
    public static void Unpack(ReadOnlySpan<float> packed, int channels, Span<float> filters)
    {
        int area = filters.Length / channels;
        for (int channel = 0; channel < channels; channel++)
            for (int tap = 0; tap < area; tap++) filters[channel * area + tap] = packed[tap * channels + channel];
    }

    // The padded lines that a block of output rows reads.
    private static float* Lines(KernelSet set, CorrelationGeometry geometry, in DepthwiseSource source, int firstRow, int rowCount, float* scratch)
    {
        var image = geometry.Source;
        int firstLine = firstRow * geometry.Window.StrideHeight, lines = geometry.LinesFor(rowCount);
        if (image.IsSource)
        {
            float* values = source.Values + (nint)firstLine * image.LineStride;
            if (!source.IsNormalized) return values;
            Activation.Forward(
                set, values, scratch, (long)lines * image.SourceWidth, image.Channels, image.Channels, source.Scale, source.Shift, source.Function);
        }
        else if (source.IsNormalized)
        {
            image.NormalizeLines(set, source, firstLine, lines, scratch);
        }
        else
        {
            image.CopyLines(source.Values, firstLine, lines, scratch);
        }

        return scratch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<TVector>(CorrelationGeometry geometry, float* lines, float* filters, bool isTurned, float* y, int firstRow, int rowCount)
        where TVector : struct, IFloatVector<TVector>
    {
        int channels = geometry.OutputChannels;
        var tile = new DepthwiseTile(geometry);
        nint kernelLine = tile.RowStep;
        if (isTurned)
        {
            filters += ((nint)tile.KernelHeight * tile.KernelWidth - 1) * channels;
            tile.TapStep = -channels;
        }

        float* output = y + (nint)firstRow * geometry.OutputWidth * channels;
        for (int row = 0; row < rowCount; row++, lines += tile.LineStep, output += (nint)geometry.OutputWidth * channels)
        {
            // The data gradient of a strided convolution leaves out the kernel rows that would meet the zeros between the lines.
            var (first, step, count) = geometry.Source.SpreadRows((firstRow + row) * geometry.Window.StrideHeight, geometry.Window);
            tile.KernelHeight = count;
            tile.RowStep = step * kernelLine;
            tile.FilterSkip = (step - 1) * tile.KernelWidth * tile.TapStep;
            float* x = lines + first * kernelLine, taps = filters + first * tile.KernelWidth * tile.TapStep;
            Line<TVector>(tile, x, taps, output, geometry.OutputWidth);
        }
    }

    // Eight pixels at a time share each tap. A rest is computed together with pixels before it once more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line<TVector>(in DepthwiseTile tile, float* x, float* filters, float* y, int pixels)
        where TVector : struct, IFloatVector<TVector>
    {
        for (int done = 0, count; done < pixels; done += count)
        {
            int left = pixels - done;
            count = left > 4 && pixels >= 8 ? 8 : left > 1 && pixels >= 4 ? 4 : 1;
            done = Math.Min(done, pixels - count);
            Pixels<TVector>(tile, x + done * tile.PixelStep, filters, y + done * tile.Channels, count);
        }
    }

    // All channels of a few pixels, which lie side by side in memory: whole vectors, then the rest one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pixels<TVector>(in DepthwiseTile tile, float* x, float* filters, float* y, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        nint c = 0, whole = tile.Channels / TVector.Lanes * TVector.Lanes;
        if (count == 8)
        {
            for (; c < whole; c += TVector.Lanes) Pixels8<TVector>(tile, x + c, filters + c, y + c);
            for (; c < tile.Channels; c++) Pixels8<Float1>(tile, x + c, filters + c, y + c);
        }
        else if (count == 4)
        {
            for (; c < whole; c += TVector.Lanes) Pixels4<TVector>(tile, x + c, filters + c, y + c);
            for (; c < tile.Channels; c++) Pixels4<Float1>(tile, x + c, filters + c, y + c);
        }
        else
        {
            for (; c < whole; c += TVector.Lanes) Pixel<TVector>(tile, x + c, filters + c, y + c);
            for (; c < tile.Channels; c++) Pixel<Float1>(tile, x + c, filters + c, y + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pixels8<TVector>(in DepthwiseTile tile, float* x, float* filter, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector sum0 = TVector.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0, sum4 = sum0, sum5 = sum0, sum6 = sum0, sum7 = sum0;
        nint step = tile.PixelStep, columnStep = tile.ColumnStep, tapStep = tile.TapStep;
        for (int row = 0; row < tile.KernelHeight; row++, x += tile.RowStep, filter += tile.FilterSkip)
        {
            float* low = x;
            for (int column = tile.KernelWidth; column > 0; column--, low += columnStep, filter += tapStep)
            {
                var tap = TVector.Load(filter);
                float* high = low + 4 * step;
                sum0 = TVector.MultiplyAdd(TVector.Load(low), tap, sum0);
                sum1 = TVector.MultiplyAdd(TVector.Load(low + step), tap, sum1);
                sum2 = TVector.MultiplyAdd(TVector.Load(low + 2 * step), tap, sum2);
                sum3 = TVector.MultiplyAdd(TVector.Load(low + 3 * step), tap, sum3);
                sum4 = TVector.MultiplyAdd(TVector.Load(high), tap, sum4);
                sum5 = TVector.MultiplyAdd(TVector.Load(high + step), tap, sum5);
                sum6 = TVector.MultiplyAdd(TVector.Load(high + 2 * step), tap, sum6);
                sum7 = TVector.MultiplyAdd(TVector.Load(high + 3 * step), tap, sum7);
            }
        }

        nint channels = tile.Channels;
        TVector.Store(sum0, y);
        TVector.Store(sum1, y + channels);
        TVector.Store(sum2, y + 2 * channels);
        TVector.Store(sum3, y + 3 * channels);
        TVector.Store(sum4, y + 4 * channels);
        TVector.Store(sum5, y + 5 * channels);
        TVector.Store(sum6, y + 6 * channels);
        TVector.Store(sum7, y + 7 * channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pixels4<TVector>(in DepthwiseTile tile, float* x, float* filter, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector sum0 = TVector.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        nint step = tile.PixelStep, columnStep = tile.ColumnStep, tapStep = tile.TapStep;
        for (int row = 0; row < tile.KernelHeight; row++, x += tile.RowStep, filter += tile.FilterSkip)
        {
            float* pixel = x;
            for (int column = tile.KernelWidth; column > 0; column--, pixel += columnStep, filter += tapStep)
            {
                var tap = TVector.Load(filter);
                sum0 = TVector.MultiplyAdd(TVector.Load(pixel), tap, sum0);
                sum1 = TVector.MultiplyAdd(TVector.Load(pixel + step), tap, sum1);
                sum2 = TVector.MultiplyAdd(TVector.Load(pixel + 2 * step), tap, sum2);
                sum3 = TVector.MultiplyAdd(TVector.Load(pixel + 3 * step), tap, sum3);
            }
        }

        nint channels = tile.Channels;
        TVector.Store(sum0, y);
        TVector.Store(sum1, y + channels);
        TVector.Store(sum2, y + 2 * channels);
        TVector.Store(sum3, y + 3 * channels);
    }

    private static void Pixel<TVector>(in DepthwiseTile tile, float* x, float* filter, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        var sum = TVector.Create(0);
        for (int row = 0; row < tile.KernelHeight; row++, x += tile.RowStep, filter += tile.FilterSkip)
        {
            float* pixel = x;
            for (int column = tile.KernelWidth; column > 0; column--, pixel += tile.ColumnStep, filter += tile.TapStep)
                sum = TVector.MultiplyAdd(TVector.Load(pixel), TVector.Load(filter), sum);
        }

        TVector.Store(sum, y);
    }
}
