using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Every register tile that a set binds, each by itself, against the sums that the tiles' contracts state.</summary>
internal static unsafe class TileChecks
{
    public static void CheckAll(KernelSet set)
    {
        // A narrow panel behind wide ones has tiles of their heights.
        foreach (int rows in set.FilterRows) Assert.Contains(rows, set.NarrowFilterRows);

        // Full tiles, and partial ones, whose last vector has only some columns.
        for (int last = 1; last <= set.PanelVector; last++)
        {
            foreach (bool accumulate in new[] { false, true })
            {
                for (int vectors = 1; vectors <= 2; vectors++)
                {
                    foreach (int rows in vectors == 2 ? set.TileRows : set.NarrowTileRows)
                        foreach (var (segments, run) in new[] { (1, 1), (1, 9), (3, 4) }) CheckMultiply(set, rows, vectors, last, segments, run, accumulate);
                    foreach (int rows in vectors == 2 ? set.FilterRows : set.NarrowFilterRows)
                        foreach (var (lines, pixels) in new[] { (1, 1), (1, 6), (3, 2) }) CheckFilterGradient(set, rows, vectors, last, lines, pixels, accumulate);
                }
            }
        }

        for (int columns = 1; set.QuadRows is not null && columns <= set.Lanes * 3 / 4; columns++)
            foreach (int rows in set.QuadRows)
                foreach (int depth in new[] { 4, 12 })
                    foreach (bool accumulate in new[] { false, true }) CheckQuads(set, rows, columns, depth, accumulate);

        for (int columns = 1; set.QuadRows is not null && columns <= set.Lanes * 3 / 4; columns++)
            for (int inputs = 4; inputs <= set.PanelWidth; inputs += 4)
                for (int rows = 1; rows <= 9; rows++)
                    foreach (bool accumulate in new[] { false, true }) CheckQuadGradient(set, rows, columns, inputs, accumulate);

        for (int vectors = 1; vectors <= set.ThreeByThreeVectors; vectors++)
            for (int last = 1; last <= set.PanelVector; last++)
                foreach (var (lines, pixels) in new[] { (1, 1), (1, 6), (3, 2) })
                    foreach (bool accumulate in new[] { false, true }) CheckFilterGradient(set, rows: 9, vectors, last, lines, pixels, accumulate, kernelLine: 7);

        if (set.ThreeByThreeForward != null)
            for (int pixels = 1; pixels <= 14; pixels++)
                foreach (int lines in new[] { 1, 3 }) CheckThreeByThreeForward(set, lines, pixels);

        foreach (var (kernelHeight, kernelWidth, inputs) in new[] { (1, 1, 1), (3, 2, 1), (2, 3, 3) })
        {
            foreach (int channels in set.InterleavedChannels)
                foreach (int pixels in set.InterleavedPixels)
                    foreach (int stride in new[] { 1, 2 }) CheckInterleavedForward(set, channels, pixels, inputs, kernelHeight, kernelWidth, stride);
        }

        foreach (int channels in set.InterleavedFilterChannels)
            foreach (int taps in set.InterleavedFilterTaps)
                foreach (var (lines, pixels) in new[] { (1, 1), (1, 5), (3, 2) }) CheckInterleavedFilter(set, channels, taps, lines, pixels);
    }

    private static void CheckMultiply(KernelSet set, int rows, int vectors, int last, int segments, int run, bool accumulate)
    {
        // Rows overlap, as neighbouring pixels' neighbourhoods do; segments and rows of the result have gaps between them.
        int width = vectors * set.PanelVector, columns = width - set.PanelVector + last, rowStride = 3, segmentStride = run + 2, outputStride = width + 1, panelSkip = 2 * width;
        nint* offsets = stackalloc nint[segments];
        for (int segment = 0; segment < segments; segment++) offsets[segment] = segment * segmentStride;
        using var a = Draw((rows - 1) * rowStride + (segments - 1) * segmentStride + run, seed: 1);
        using var b = Draw(segments * run * width + (segments - 1) * panelSkip, seed: 2);
        using var c = Draw((rows - 1) * outputStride + columns, seed: 3);
        var expected = new Expected(c);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int target = row * outputStride + column;
                if (!accumulate) expected.Clear(target);
                for (int segment = 0; segment < segments; segment++)
                    for (int k = 0; k < run; k++)
                        expected.Add(target, a.Span[row * rowStride + segment * segmentStride + k], b.Span[segment * (run * width + panelSkip) + k * width + column]);
            }
        }

        var tile = new MultiplyTile
        {
            RowStride = rowStride, SegmentOffsets = offsets, Segments = segments, Run = run, PanelSkip = panelSkip, OutputStride = outputStride, LastColumns = last,
            Ahead = accumulate ? 1 << 20 : 0,
        };
        set.Multiply(rows, vectors, isPartial: columns < width)(&tile, a.Pointer, b.Pointer, c.Pointer, accumulate);
        expected.AssertEqual(c, $"{set}, tile of {rows} rows and {columns} columns, {segments} segments of {run}, accumulate {accumulate}");
    }

    private static void CheckQuads(KernelSet set, int rows, int columns, int depth, bool accumulate)
    {
        int step = set.Lanes / 4, vectors = (columns + step - 1) / step, width = vectors * step, rowStride = depth + 1, outputStride = columns + 1;
        nint offset = 2;
        using var a = Draw((int)offset + (rows - 1) * rowStride + depth, seed: 1);
        using var b = Draw(depth * width, seed: 2);
        using var c = Draw((rows - 1) * outputStride + columns, seed: 3);
        var expected = new Expected(c);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int target = row * outputStride + column;
                if (!accumulate) expected.Clear(target);
                for (int k = 0; k < depth; k++) expected.Add(target, a.Span[(int)offset + row * rowStride + k], b.Span[k / 4 * 4 * width + column * 4 + k % 4]);
            }
        }

        var tile = new MultiplyTile { RowStride = rowStride, SegmentOffsets = &offset, Segments = 1, Run = depth, OutputStride = outputStride, LastColumns = columns };
        set.MultiplyQuads(rows, vectors)(&tile, a.Pointer, b.Pointer, c.Pointer, accumulate);
        expected.AssertEqual(c, $"{set}, tile of quads, {rows} rows and {columns} columns, depth {depth}, accumulate {accumulate}");
    }

    private static void CheckQuadGradient(KernelSet set, int rows, int columns, int inputs, bool accumulate)
    {
        int quadStride = 4 * columns + 4, rowStride = columns + 1, outputStride = inputs + 1;
        using var a = Draw((rows - 1) * rowStride + columns, seed: 1);
        using var b = Draw((inputs / 4 - 1) * quadStride + 4 * columns, seed: 2);
        using var c = Draw((rows - 1) * outputStride + inputs, seed: 3);
        var expected = new Expected(c);
        for (int row = 0; row < rows; row++)
        {
            for (int input = 0; input < inputs; input++)
            {
                int target = row * outputStride + input;
                if (!accumulate) expected.Clear(target);
                for (int column = 0; column < columns; column++)
                    expected.Add(target, a.Span[row * rowStride + column], b.Span[input / 4 * quadStride + 4 * column + input % 4]);
            }
        }

        var tile = new QuadGradientTile { Rows = rows, RowStride = rowStride, QuadStride = quadStride, Inputs = inputs, OutputStride = outputStride };
        set.QuadGradient(columns)(&tile, a.Pointer, b.Pointer, c.Pointer, accumulate);
        expected.AssertEqual(c, $"{set}, data gradient of quads, {rows} rows, {columns} columns and {inputs} inputs, accumulate {accumulate}");
    }

    /// <param name="kernelLine">For tiles of nine rows from three lines: the distance between them; 0 for rows side by side.</param>
    private static void CheckFilterGradient(KernelSet set, int rows, int vectors, int last, int lines, int pixels, bool accumulate, int kernelLine = 0)
    {
        int width = vectors * set.PanelVector, columns = width - set.PanelVector + last, strideA = 2, strideB = width + 1, skipA = 5, skipB = 3, outputStride = width + 2;
        int lineA = pixels * strideA + skipA, lineB = pixels * strideB + skipB;
        int Place(int row) => kernelLine == 0 ? row : row / 3 * kernelLine + row % 3;
        using var a = Draw((lines - 1) * lineA + (pixels - 1) * strideA + Place(rows - 1) + 1, seed: 1);
        using var b = Draw((lines - 1) * lineB + (pixels - 1) * strideB + columns, seed: 2);
        using var c = Draw((rows - 1) * outputStride + width, seed: 3);
        var expected = new Expected(c);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                int target = row * outputStride + column;
                if (!accumulate) expected.Clear(target);
                for (int line = 0; line < lines && column < columns; line++)
                    for (int pixel = 0; pixel < pixels; pixel++)
                        expected.Add(target, a.Span[line * lineA + pixel * strideA + Place(row)], b.Span[line * lineB + pixel * strideB + column]);
            }
        }

        var tile = new FilterGradientTile
        {
            PixelStrideA = strideA, PixelStrideB = strideB, LineSkipA = skipA, LineSkipB = skipB, Pixels = pixels, Lines = lines, OutputStride = outputStride,
            LastColumns = last, KernelLineA = kernelLine,
        };
        bool isPartial = columns < width;
        var kernel = kernelLine == 0 ? set.FilterGradient(rows, vectors, isPartial) : set.ThreeByThree(vectors, isPartial);
        kernel(&tile, a.Pointer, b.Pointer, c.Pointer, accumulate);
        expected.AssertEqual(c, $"{set}, filter tile of {rows} rows (lines {kernelLine}) and {columns} columns, {lines} lines of {pixels} pixels, accumulate {accumulate}");
    }

    private static void CheckThreeByThreeForward(KernelSet set, int lines, int pixels)
    {
        int width = set.PanelWidth, kernelLine = 2 * pixels + 4, stride = 2, skip = 3, outputStride = width + 1, outputSkip = 2;
        int line = pixels * stride + skip, outputLine = pixels * outputStride + outputSkip;
        using var a = Draw((lines - 1) * line + (pixels - 1) * stride + 2 * kernelLine + 3, seed: 1);
        using var b = Draw(9 * width, seed: 2);
        using var c = Draw((lines - 1) * outputLine + (pixels - 1) * outputStride + width, seed: 3);
        var expected = new Expected(c);
        for (int row = 0; row < lines; row++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int column = 0; column < width; column++)
                {
                    int target = row * outputLine + pixel * outputStride + column;
                    expected.Clear(target);
                    for (int tap = 0; tap < 9; tap++) expected.Add(target, a.Span[row * line + pixel * stride + tap / 3 * kernelLine + tap % 3], b.Span[tap * width + column]);
                }
            }
        }

        var tile = new ThreeByThreeTile
        {
            KernelLine = kernelLine, PixelStride = stride, LineSkip = skip, OutputStride = outputStride, OutputLineSkip = outputSkip, Pixels = pixels, Lines = lines,
        };
        set.ThreeByThreeForward(&tile, a.Pointer, b.Pointer, c.Pointer);
        expected.AssertEqual(c, $"{set}, 3x3 forward, {lines} lines of {pixels} pixels");
    }

    private static void CheckInterleavedForward(KernelSet set, int channels, int pixels, int inputs, int kernelHeight, int kernelWidth, int stride)
    {
        // Behind the kernel's rows the filter has one more, and behind its columns two, which these output pixels leave out.
        int lanes = set.Lanes, width = (pixels - 1) * stride + kernelWidth, lineStride = (width + 1) * lanes, inputPlane = (kernelHeight + 1) * lineStride;
        int filterLineSkip = 2, filterLine = kernelWidth + filterLineSkip, filterSkip = filterLine, inputFilter = kernelHeight * filterLine + filterSkip, filterStride = inputs * inputFilter, outputPlane = (pixels + 1) * lanes;
        using var x = Draw((inputs - 1) * inputPlane + (kernelHeight - 1) * lineStride + width * lanes, seed: 1);
        using var w = Draw(channels * filterStride - filterSkip - filterLineSkip, seed: 2);
        using var y = Draw((channels - 1) * outputPlane + pixels * lanes, seed: 3);
        var expected = new Expected(y);
        for (int i = 0; i < channels * pixels * lanes; i++)
        {
            int channel = i / (pixels * lanes), pixel = i / lanes % pixels, lane = i % lanes, target = channel * outputPlane + pixel * lanes + lane;
            expected.Clear(target);
            for (int input = 0; input < inputs; input++)
                for (int row = 0; row < kernelHeight; row++)
                    for (int column = 0; column < kernelWidth; column++)
                        expected.Add(
                            target, x.Span[input * inputPlane + row * lineStride + (pixel * stride + column) * lanes + lane],
                            w.Span[channel * filterStride + input * inputFilter + row * filterLine + column]);
        }

        var tile = new InterleavedTile
        {
            FilterStride = filterStride, PixelStride = stride * lanes, KernelWidth = kernelWidth, KernelHeight = kernelHeight, FilterSkip = filterSkip,
            FilterLineSkip = filterLineSkip, Channels = inputs, LineStride = lineStride, ChannelSkip = inputPlane - kernelHeight * lineStride, OutputPlaneStride = outputPlane,
        };
        set.InterleavedForward(channels, pixels)(&tile, x.Pointer, w.Pointer, y.Pointer);
        expected.AssertEqual(y, $"{set}, interleaved tile of {channels} channels and {pixels} pixels, {inputs} inputs, kernel {kernelHeight}x{kernelWidth}");
    }

    private static void CheckInterleavedFilter(KernelSet set, int channels, int taps, int lines, int pixels)
    {
        int lanes = set.Lanes, pixelStride = 2 * lanes, lineSkip = 3 * lanes, line = pixels * pixelStride + lineSkip, filterStride = taps + 1;
        int plane = (lines * pixels + 1) * lanes;
        using var x = Draw((lines - 1) * line + (pixels - 1) * pixelStride + taps * lanes, seed: 1);
        using var dy = Draw((channels - 1) * plane + lines * pixels * lanes, seed: 2);
        using var dw = Draw((channels - 1) * filterStride + taps, seed: 3);
        var expected = new Expected(dw);
        for (int channel = 0; channel < channels; channel++)
            for (int tap = 0; tap < taps; tap++)
                for (int i = 0; i < lines * pixels * lanes; i++)
                {
                    int pixel = i / lanes, lane = i % lanes;
                    expected.Add(
                        channel * filterStride + tap, x.Span[pixel / pixels * line + pixel % pixels * pixelStride + tap * lanes + lane],
                        dy.Span[channel * plane + i]);
                }

        var tile = new InterleavedFilterTile
        {
            OutputPlaneStride = plane, PixelStride = pixelStride, LineSkip = lineSkip, Pixels = pixels, Lines = lines, FilterStride = filterStride,
        };
        set.InterleavedFilter(channels, taps)(&tile, x.Pointer, dy.Pointer, dw.Pointer);
        expected.AssertEqual(dw, $"{set}, interleaved filter tile of {channels} channels and {taps} taps, {lines} lines of {pixels} pixels");
    }

    private static KernelBuffer Draw(int count, ulong seed) => new(Numbers.Normal(count, seed));

    /// <summary>Sums of products in double precision over what was in a buffer; what lies between the sums must stay as it was.</summary>
    private sealed class Expected(KernelBuffer start)
    {
        private readonly double[] _values = Numbers.Double(start.Span), _magnitudes = Numbers.Magnitudes(Numbers.Double(start.Span));
        private readonly int[] _terms = new int[start.Length];

        public void Clear(int index) => _values[index] = _magnitudes[index] = 0;

        public void Add(int index, float left, float right)
        {
            _values[index] += (double)left * right;
            _magnitudes[index] += Math.Abs((double)left * right);
            _terms[index]++;
        }

        public void AssertEqual(KernelBuffer actual, FormattableString what)
        {
            for (int i = 0; i < _values.Length; i++)
                Numbers.AssertWithin(_values.AsSpan(i, 1), _magnitudes.AsSpan(i, 1), _terms[i] == 0 ? 0 : _terms[i] + 1, actual.Span.Slice(i, 1), what);
        }
    }
}
