using System.Runtime.Intrinsics;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Convolution as an implicit matrix product on H, W, C activations: the rows are output pixels, read in place at a fixed stride; the depth is the
/// kernel's neighbourhood; the columns are output channels in packed panels. Dense layers are the 1x1 case. See docs/design-execution.md.
/// </summary>
internal static unsafe partial class Correlation
{
    /// <summary>Pixels of a block that a worker takes at a time: enough rows to reuse a panel, few enough to stay in the second-level cache.</summary>
    private const int BlockPixels = 224;

    private const int TileRows = 16;

    /// <summary>Rows that a worker takes at a time; depends on the geometry alone, never on the number of threads.</summary>
    public static int RowsPerBlock(CorrelationGeometry geometry)
    {
        int rows = Math.Max(1, BlockPixels / geometry.PixelsPerRow);
        return rows > geometry.RowsPerImage && !geometry.IsPointwise ? rows / geometry.RowsPerImage * geometry.RowsPerImage : rows;
    }

    /// <summary>Scratch floats that one worker needs for a block of rows.</summary>
    public static long ScratchFloats(KernelSet set, CorrelationGeometry geometry, int rowCount) =>
        OffsetFloats(geometry) + TileRows * set.PanelWidth + InputLines.ScratchFloats(geometry, rowCount)
        + AlignedMemory.Align((long)rowCount * geometry.PixelsPerRow * set.PanelWidth);

    /// <summary>Rows [firstRow, firstRow + rowCount) of the output (counted over all images) for panels [firstPanel, firstPanel + panelCount).</summary>
    /// <param name="source">Images in H, W, C order.</param>
    /// <param name="panels">Filters as <see cref="FilterPacking"/> packs them.</param>
    /// <param name="destination">Output images in H, W, C order.</param>
    public static void Forward(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, float* source, float* panels, float* destination,
        int firstRow, int rowCount, int firstPanel, int panelCount, float* scratch)
    {
        nint* offsets = (nint*)scratch;
        float* tileOutput = scratch + OffsetFloats(geometry);
        var lines = InputLines.Prepare(geometry, source, firstRow, rowCount, tileOutput + TileRows * set.PanelWidth);
        var blocks = DepthBlocks.Create(geometry, set.PanelDepth, offsets);
        int outputChannels = geometry.OutputChannels;
        float* output = destination + (nint)firstRow * geometry.PixelsPerRow * outputChannels;
        MultiplyTile tile;
        tile.RowStride = lines.PixelStride;
        tile.SegmentOffsets = offsets;
        tile.Segments = blocks.Segments;
        for (int block = 0; block < blocks.BlockCount; block++)
        {
            int firstChannel = block * blocks.BlockChannels;
            tile.Run = Math.Min(blocks.BlockChannels, blocks.Channels - firstChannel);
            for (int panel = firstPanel; panel < firstPanel + panelCount; panel++)
            {
                int width = layout.Width(panel), valid = layout.ValidColumns(panel);
                tile.PanelSkip = (blocks.Channels - tile.Run) * width;
                tile.OutputStride = valid == width ? outputChannels : width;
                float* b = panels + layout.Start(panel) + (nint)firstChannel * width;
                float* c = output + panel * layout.PanelWidth;
                for (int span = 0; span < lines.SpanCount; span++)
                {
                    float* line = lines.Starts[span] + firstChannel;
                    for (int count = lines.Counts[span]; count > 0; count--, line += lines.LineStep)
                    {
                        float* a = line;
                        for (int left = lines.Pixels; left > 0;)
                        {
                            int rows = set.NextTile(left);
                            var kernel = set.Multiply(rows, layout.Vectors(panel));
                            if (valid == width)
                            {
                                kernel(&tile, a, b, c, block > 0);
                            }
                            else
                            {
                                if (block > 0) CopyColumns(c, outputChannels, tileOutput, width, rows, valid);
                                kernel(&tile, a, b, tileOutput, block > 0);
                                CopyColumns(tileOutput, width, c, outputChannels, rows, valid);
                            }

                            a += rows * lines.PixelStride;
                            c += rows * outputChannels;
                            left -= rows;
                        }
                    }
                }
            }
        }
    }

    /// <summary>
    /// Adds the filter gradient of rows [firstRow, firstRow + rowCount) to panels [firstPanel, firstPanel + panelCount) of <paramref name="filterGradient"/>,
    /// or overwrites them.
    /// </summary>
    /// <param name="geometry">The forward pass's.</param>
    public static void FilterGradient(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, float* source, float* outputGradient, float* filterGradient,
        int firstRow, int rowCount, int firstPanel, int panelCount, bool accumulate, float* scratch)
    {
        nint* offsets = (nint*)scratch;
        var lines = InputLines.Prepare(geometry, source, firstRow, rowCount, scratch + OffsetFloats(geometry) + TileRows * set.PanelWidth);
        var blocks = DepthBlocks.Create(geometry, int.MaxValue, offsets);
        int outputChannels = geometry.OutputChannels;
        int pixels = rowCount * geometry.PixelsPerRow;
        float* gradient = outputGradient + (nint)firstRow * geometry.PixelsPerRow * outputChannels;
        FilterGradientTile tile;
        tile.PixelStrideA = lines.PixelStride;
        tile.Pixels = lines.Pixels;
        tile.LineSkipA = lines.LineStep - lines.Pixels * lines.PixelStride;
        tile.LineSkipB = 0;
        for (int panel = firstPanel; panel < firstPanel + panelCount; panel++)
        {
            int width = layout.Width(panel), valid = layout.ValidColumns(panel);
            float* b = gradient + panel * layout.PanelWidth;
            tile.PixelStrideB = outputChannels;
            tile.OutputStride = width;
            if (valid != width)
            {
                // A panel that is not full would read beyond its columns: give it a copy with zeros behind them.
                ClearColumns(lines.Free, width, pixels, valid);
                CopyColumns(b, outputChannels, lines.Free, width, pixels, valid);
                b = lines.Free;
                tile.PixelStrideB = width;
            }

            float* c = filterGradient + layout.Start(panel);
            for (int segment = 0; segment < blocks.Segments; segment++)
            {
                for (int first = 0; first < blocks.Channels;)
                {
                    int rows = set.NextFilterTile(blocks.Channels - first);
                    var kernel = set.FilterGradient(rows, layout.Vectors(panel));
                    float* spanGradient = b;
                    for (int span = 0; span < lines.SpanCount; span++)
                    {
                        tile.Lines = lines.Counts[span];
                        kernel(&tile, lines.Starts[span] + offsets[segment] + first, spanGradient, c, accumulate || span > 0);
                        spanGradient += tile.Lines * tile.Pixels * tile.PixelStrideB;
                    }

                    c += rows * width;
                    first += rows;
                }
            }
        }
    }

    private static int OffsetFloats(CorrelationGeometry geometry) =>
        (int)AlignedMemory.Align((long)geometry.Window.KernelHeight * geometry.Window.KernelWidth * sizeof(nint) / sizeof(float));

    private static void CopyColumns(float* source, int sourceStride, float* destination, int destinationStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, source += sourceStride, destination += destinationStride)
        {
            int column = 0;
            for (; column <= columns - Vector128<float>.Count; column += Vector128<float>.Count) Vector128.Load(source + column).Store(destination + column);
            for (; column < columns; column++) destination[column] = source[column];
        }
    }

    private static void ClearColumns(float* rows, int width, int count, int first)
    {
        for (int row = 0; row < count; row++, rows += width)
            for (int column = first; column < width; column++) rows[column] = 0;
    }
}
