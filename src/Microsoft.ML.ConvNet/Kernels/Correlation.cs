using System.Runtime.Intrinsics;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Convolution as an implicit matrix product on H, W, C activations: the rows are output pixels, read in place at a fixed stride; the depth is the
/// kernel's neighbourhood; the columns are output channels in packed panels. Dense layers are the 1x1 case; with groups each call does one, whose first
/// channels the pointers name. See docs/design-execution.md.
/// </summary>
internal static unsafe partial class Correlation
{
    /// <summary>Pixels of a block that a worker takes at a time: enough rows to reuse a panel, few enough to stay in the second-level cache.</summary>
    private const int BlockPixels = 224;

    /// <summary>The same for shallow layers: a block is fewer bytes, and taller blocks copy fewer lines twice.</summary>
    private const int ShallowBlockPixels = 784;

    /// <summary>Below this depth, a first layer's on a few channels, there is so little to calculate for each output that memory is the limit.</summary>
    private const int ShallowDepth = 32;

    /// <summary>Scratch floats of <see cref="ExchangedFilterGradient"/>: one panel's sums, outputs times filter elements, of the widest set.</summary>
    private const int ExchangedFloats = 32 * 32;

    /// <summary>Rows that a worker takes at a time; depends on the geometry alone, never on the number of threads.</summary>
    public static int RowsPerBlock(CorrelationGeometry geometry)
    {
        int rows = Math.Max(1, (IsShallow(geometry) ? ShallowBlockPixels : BlockPixels) / geometry.PixelsPerRow);
        return rows > geometry.RowsPerImage && !geometry.IsPointwise ? rows / geometry.RowsPerImage * geometry.RowsPerImage : rows;
    }

    /// <summary>Scratch floats that one worker needs for a block of rows.</summary>
    public static long ScratchFloats(CorrelationGeometry geometry, int rowCount) =>
        OffsetFloats(geometry) + InputLines.ScratchFloats(geometry, rowCount, geometry.HasShortRuns) + (geometry.IsPointwise ? ExchangedFloats : 0);

    /// <summary>Rows [firstRow, firstRow + rowCount) of the output (counted over all images) for panels [firstPanel, firstPanel + panelCount).</summary>
    /// <param name="source">Images in H, W, C order.</param>
    /// <param name="panels">Filters as <see cref="FilterPacking"/> packs them.</param>
    /// <param name="destination">Output images in H, W, C order.</param>
    /// <param name="accumulate">Adds to the destination instead of overwriting it.</param>
    /// <param name="nextRows">For a pointwise convolution: rows behind these that are likely to be read next. They are asked for.</param>
    public static void Forward(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, float* source, float* panels, float* destination,
        int firstRow, int rowCount, int firstPanel, int panelCount, bool accumulate, float* scratch, int nextRows = 0) =>
        Forward(set, geometry, layout, source, panels, destination, firstRow, rowCount, firstPanel, panelCount, accumulate, scratch, default(NoPanelEnd), nextRows);

    /// <summary>The same, with something done behind each panel.</summary>
    public static void Forward<TEnd>(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, float* source, float* panels, float* destination,
        int firstRow, int rowCount, int firstPanel, int panelCount, bool accumulate, float* scratch, TEnd end, int nextRows = 0)
        where TEnd : struct, IPanelEnd
    {
        if (layout.IsTurnedQuad)
        {
            MultiplyTurnedQuads(set, geometry, layout, source, panels, destination, firstRow, rowCount, firstPanel, panelCount, accumulate, end);
            return;
        }

        nint* offsets = (nint*)scratch;
        var lines = InputLines.Prepare(geometry, source, firstRow, rowCount, isExpanded: false, scratch + OffsetFloats(geometry));
        var blocks = DepthBlocks.Create(geometry, set.PanelDepth, isExpanded: false, offsets);
        int outputStride = geometry.OutputStride;

        // Found once for the first span, which is often the only one: divisions show in dense layers of a microsecond.
        float* firstOutput = OutputRow(geometry, destination, firstRow);
        MultiplyTile tile;
        tile.RowStride = lines.PixelStride;
        tile.SegmentOffsets = offsets;
        tile.Segments = blocks.Segments;
        tile.OutputStride = outputStride;
        if (geometry.IsPointwise && rowCount == 1 && !accumulate)
        {
            while (panelCount > 0 && TryMultiplyRow(set, layout, lines.Starts[0], panels, firstPanel, firstOutput))
            {
                end.Finish(firstPanel);
                (firstPanel, panelCount) = (firstPanel + 1, panelCount - 1);
            }
        }

        bool isThreeByThree = geometry.IsThreeByThree && set.ThreeByThreeForward != null && !accumulate && blocks.BlockCount == 1;
        var threeByThree = new ThreeByThreeTile
        {
            KernelLine = (nint)geometry.Window.DilationHeight * geometry.Source.LineStride, PixelStride = lines.PixelStride, LineSkip = lines.LineStep - lines.Pixels * lines.PixelStride,
            OutputStride = outputStride, OutputLineSkip = geometry.OutputRowStride - lines.Pixels * outputStride, Pixels = lines.Pixels,
        };
        var inputAhead = new InputAhead(lines.Starts[0] + rowCount * lines.PixelStride, nextRows * lines.PixelStride);
        for (int panel = firstPanel; panel < firstPanel + panelCount; panel++)
        {
            int width = layout.Width(panel), vectors = layout.Vectors(panel);
            bool isPartial = layout.IsPartial(panel);
            var split = layout.IsQuad ? set.QuadRows! : vectors == 1 ? set.NarrowTileRows : set.TileRows;
            tile.LastColumns = layout.LastColumns(panel);
            delegate*<MultiplyTile*, float*, float*, float*, bool, void> kernel = null;
            int kernelRows = 0;
            for (int block = 0; block < blocks.BlockCount; block++)
            {
                int firstChannel = block * blocks.BlockChannels;
                tile.Run = Math.Min(blocks.BlockChannels, blocks.Channels - firstChannel);
                tile.PanelSkip = (blocks.Channels - tile.Run) * width;
                float* b = panels + layout.Start(panel) + (nint)firstChannel * width;
                float* next = block + 1 < blocks.BlockCount ? b + (nint)blocks.BlockChannels * width : panel + 1 < firstPanel + panelCount ? panels + layout.Start(panel + 1) : null;
                var ahead = new PanelAhead(layout.Length, b, next);
                int row = firstRow;
                for (int span = 0; span < lines.SpanCount; row += lines.Counts[span], span++)
                {
                    float* line = lines.Starts[span] + firstChannel;
                    float* outputLine = (span == 0 ? firstOutput : OutputRow(geometry, destination, row)) + panel * layout.PanelWidth;
                    if (isThreeByThree && vectors == 2 && !isPartial)
                    {
                        threeByThree.Lines = lines.Counts[span];
                        set.ThreeByThreeForward(&threeByThree, line, b, outputLine);
                        continue;
                    }

                    for (int count = lines.Counts[span]; count > 0; count--, line += lines.LineStep, outputLine += geometry.OutputRowStride)
                    {
                        float* a = line;
                        float* c = outputLine;
                        for (int left = lines.Pixels; left > 0;)
                        {
                            int rows = split.Next(left);
                            tile.Ahead = ahead.Next();
                            if (nextRows > 0 && tile.Ahead == 0 && vectors == 2) tile.Ahead = inputAhead.Next(b, tile.Run * width);
                            if (rows != kernelRows)
                            {
                                kernelRows = rows;
                                kernel = layout.IsQuad ? set.MultiplyQuads(rows, vectors) : set.Multiply(rows, vectors, isPartial);
                            }

                            kernel(&tile, a, b, c, accumulate || block > 0);
                            a += rows * lines.PixelStride;
                            c += rows * outputStride;
                            left -= rows;
                        }
                    }
                }
            }

            end.Finish(panel);
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
        bool isThreeByThree = geometry.IsThreeByThree && set.ThreeByThreeVectors > 0;
        var lines = InputLines.Prepare(geometry, source, firstRow, rowCount, geometry.HasShortRuns && !isThreeByThree, scratch + OffsetFloats(geometry));
        var blocks = DepthBlocks.Create(geometry, int.MaxValue, geometry.HasShortRuns, offsets);
        int outputStride = geometry.OutputStride;
        float* gradient = outputGradient + (nint)firstRow * geometry.PixelsPerRow * outputStride;
        if (IsExchanged(geometry, layout))
        {
            ExchangedFilterGradient(set, layout, lines.Starts[0], lines.PixelStride, gradient, outputStride, rowCount, filterGradient, accumulate, lines.Free);
            return;
        }

        var tile = default(FilterGradientTile);
        tile.PixelStrideA = lines.PixelStride;
        tile.Pixels = lines.Pixels;
        tile.LineSkipA = lines.LineStep - lines.Pixels * lines.PixelStride;
        tile.KernelLineA = (nint)geometry.Window.DilationHeight * geometry.Source.LineStride;
        tile.PixelStrideB = outputStride;
        tile.LineSkipB = 0;
        for (int panel = firstPanel; panel < firstPanel + panelCount; panel++)
        {
            int width = layout.Width(panel), vectors = layout.Vectors(panel);
            bool isPartial = layout.IsPartial(panel);
            var split = vectors == 1 ? set.NarrowFilterRows : set.FilterRows;
            tile.OutputStride = width;
            tile.LastColumns = layout.LastColumns(panel);
            float* b = gradient + panel * layout.PanelWidth;
            float* c = filterGradient + layout.Start(panel);
            if (isThreeByThree)
            {
                int step = Math.Min(vectors, set.ThreeByThreeVectors);
                for (int vector = 0; vector < vectors; vector += step)
                {
                    int column = vector * set.PanelVector;
                    SumOverSpans(set.ThreeByThree(step, isPartial && vector + step == vectors), &tile, lines, 0, b + column, c + column, accumulate);
                }

                continue;
            }

            for (int segment = 0; segment < blocks.Segments; segment++)
            {
                for (int first = 0; first < blocks.Channels;)
                {
                    int rows = split.Next(blocks.Channels - first);
                    SumOverSpans(set.FilterGradient(rows, vectors, isPartial), &tile, lines, offsets[segment] + first, b, c, accumulate);
                    c += rows * width;
                    first += rows;
                }
            }
        }
    }

    private static void MultiplyTurnedQuads<TEnd>(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, float* source, float* quads, float* destination,
        int firstRow, int rowCount, int firstPanel, int panelCount, bool accumulate, TEnd end)
        where TEnd : struct, IPanelEnd
    {
        var kernel = set.QuadGradient(layout.Depth);
        nint stride = geometry.Source.SourceStride;
        float* rows = source + firstRow * stride, output = OutputRow(geometry, destination, firstRow);
        var tile = new QuadGradientTile { Rows = rowCount, RowStride = stride, QuadStride = PanelLayout.Quad * layout.QuadWidth(layout.Depth), OutputStride = geometry.OutputStride };
        for (int panel = firstPanel; panel < firstPanel + panelCount; panel++)
        {
            tile.Inputs = layout.ValidColumns(panel);
            kernel(&tile, rows, quads + layout.Start(panel), output + panel * layout.PanelWidth, accumulate);
            end.Finish(panel);
        }
    }

    private static float* OutputRow(CorrelationGeometry geometry, float* destination, int row)
    {
        var (image, line) = Math.DivRem(row, geometry.RowsPerImage);
        return destination + geometry.OutputOffset + image * (nint)geometry.OutputImageStride + line * (nint)geometry.OutputRowStride;
    }

    private static bool IsShallow(CorrelationGeometry geometry) => geometry.Depth < ShallowDepth && !geometry.IsPointwise;

    private static void SumOverSpans(
        delegate*<FilterGradientTile*, float*, float*, float*, bool, void> kernel, FilterGradientTile* tile, in InputLines lines, nint offset, float* gradient,
        float* filterGradient, bool accumulate)
    {
        for (int span = 0; span < lines.SpanCount; span++)
        {
            tile->Lines = lines.Counts[span];
            kernel(tile, lines.Starts[span] + offset, gradient, filterGradient, accumulate || span > 0);
            gradient += tile->Lines * tile->Pixels * tile->PixelStrideB;
        }
    }

    // Whether outputs are the rows of the filter gradient's tiles: a panel of few outputs leaves many lanes of its vectors empty, and quads have none for them.
    private static bool IsExchanged(CorrelationGeometry geometry, in PanelLayout layout) =>
        layout.IsQuad || geometry.IsPointwise && layout.PanelCount == 1 && layout.Depth >= layout.PanelWidth && 4 * layout.Columns <= 3 * layout.Width(0);

    // The roles are exchanged: the filter elements are a tile's columns (panel by panel), the output channels its rows. The sums are then transposed.
    private static void ExchangedFilterGradient(
        KernelSet set, in PanelLayout layout, float* source, nint sourceStride, float* gradient, nint gradientStride, int pixels, float* filterGradient, bool accumulate,
        float* sums)
    {
        var exchanged = new PanelLayout(set, layout.Columns, layout.Depth);
        int columns = layout.Columns, width = layout.Width(0), panelWidth = exchanged.PanelWidth;
        new Span<float>(sums + columns * panelWidth, (width - columns) * panelWidth).Clear();
        var tile = new FilterGradientTile { PixelStrideA = gradientStride, PixelStrideB = sourceStride, Pixels = pixels, Lines = 1, OutputStride = panelWidth };
        for (int panel = 0; panel < exchanged.PanelCount; panel++)
        {
            int first = panel * panelWidth, count = exchanged.ValidColumns(panel), vectors = exchanged.Vectors(panel);
            float* result = filterGradient + (nint)first * width;
            if (accumulate && !layout.IsQuad) FilterPacking.TransposeBlock(result, width, count, columns, sums, panelWidth);
            var split = vectors == 1 ? set.NarrowFilterRows : set.FilterRows;
            tile.LastColumns = exchanged.LastColumns(panel);
            for (int column = 0; column < columns;)
            {
                int rows = split.Next(columns - column);
                var kernel = set.FilterGradient(rows, vectors, exchanged.IsPartial(panel));
                kernel(&tile, gradient + column, source + first, sums + column * panelWidth, accumulate && !layout.IsQuad);
                column += rows;
            }

            if (layout.IsQuad) StoreQuads(sums, panelWidth, count, width, result, accumulate);
            else FilterPacking.TransposeBlock(sums, panelWidth, width, count, result, width);
        }
    }

    private static void StoreQuads(float* sums, int stride, int rows, int width, float* quad, bool accumulate)
    {
        for (int row = 0; row < rows; row += PanelLayout.Quad)
        {
            float* sum = sums + row;
            for (int column = 0; column < width; column++, quad += PanelLayout.Quad, sum += stride)
                (accumulate ? Vector128.Load(quad) + Vector128.Load(sum) : Vector128.Load(sum)).Store(quad);
        }
    }

    private static int OffsetFloats(CorrelationGeometry geometry) =>
        (int)AlignedMemory.Align((long)geometry.Window.KernelHeight * geometry.Window.KernelWidth * sizeof(nint) / sizeof(float));
}
