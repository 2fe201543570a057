using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Correlation and FilterPacking against the definition in double precision.</summary>
internal static unsafe class CorrelationChecks
{
    public static void Check(KernelSet set, CorrelationCase one)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        float[] x = Numbers.Normal(batch * input.Size, seed: 1), dy = Numbers.Normal(batch * one.OutputPixels * outputs, seed: 2);
        float[] filters = Numbers.Normal(outputs * one.GroupChannels * one.KernelArea, seed: 3);
        var forward = CorrelationGeometry.Forward(input, window, outputs, one.Groups);
        var layout = PanelLayout.Filters(set, forward);
        using var source = new KernelBuffer(x);
        using var gradient = new KernelBuffer(dy);
        using var panels = new KernelBuffer(one.Groups * layout.Length);
        panels.Span.Clear();
        int groupFilters = filters.Length / one.Groups, groupLength = (int)layout.Length;
        for (int group = 0; group < one.Groups; group++)
            FilterPacking.Pack(
                layout, filters.AsSpan(group * groupFilters, groupFilters), one.GroupChannels, one.KernelArea, panels.Span.Slice(group * groupLength, groupLength));

        double[] y = new double[dy.Length], yMagnitudes = new double[dy.Length];
        Correlation.ForwardReference<double>(input, window, outputs, batch, Numbers.Double(x), Numbers.Double(filters), y);
        Correlation.ForwardReference<double>(input, window, outputs, batch, Absolute(x), Absolute(filters), yMagnitudes);
        foreach (var (rows, panelCount) in Partitions(forward, layout, batch))
        {
            using var result = new KernelBuffer(y.Length);
            Run(set, forward, layout, source, panels, result, batch, rows, panelCount);
            Numbers.AssertWithin(y, yMagnitudes, forward.Depth + 1, result.Span, $"{set}, forward in blocks of {rows} rows and {panelCount} panels, {one}");
        }

        CheckDataGradient(set, one, layout, panels, gradient, filters);
        CheckFilterGradient(set, one, forward, layout, source, gradient);
    }

    /// <summary>The errors of the forward pass of random values; one group.</summary>
    public static ConvolutionErrors Measure(KernelSet set, CorrelationCase one)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        float[] x = Numbers.Normal(batch * input.Size, seed: 1), filters = Numbers.Normal(outputs * input.Channels * one.KernelArea, seed: 3);
        var forward = CorrelationGeometry.Forward(input, window, outputs);
        var layout = PanelLayout.Filters(set, forward);
        using var source = new KernelBuffer(x);
        using var panels = new KernelBuffer(layout.Length);
        using var result = new KernelBuffer(batch * one.OutputPixels * outputs);
        panels.Span.Clear();
        FilterPacking.Pack(layout, filters, input.Channels, one.KernelArea, panels.Span);
        Run(set, forward, layout, source, panels, result, batch, batch * forward.RowsPerImage, layout.PanelCount);
        double[] expected = new double[result.Length];
        Correlation.ForwardReference<double>(input, window, outputs, batch, Numbers.Double(x), Numbers.Double(filters), expected);
        return ConvolutionErrors.Of(expected, result.Span, forward.Depth);
    }

    private static void CheckDataGradient(
        KernelSet set, CorrelationCase one, in PanelLayout layout, KernelBuffer panels, KernelBuffer gradient, float[] filters)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);

        // A border that shows pixels again: the gradient of the padded input, folded.
        var shape = window.ShowsPixelsAgain ? window.Padded(input) : input;
        var transposed = CorrelationGeometry.Transposed(shape, window.ShowsPixelsAgain ? window.WithoutPadding() : window, outputs, one.Groups);
        var transposedLayout = layout.Turned(set, transposed);
        using var turned = new KernelBuffer(one.Groups * transposedLayout.Length);
        if (transposedLayout.IsTurnedQuad) panels.Span.CopyTo(turned.Span);
        for (int group = 0; group < one.Groups; group++)
            for (int panel = 0; !transposedLayout.IsTurnedQuad && panel < transposedLayout.PanelCount; panel++)
                FilterPacking.Transpose(
                    layout, panels.Pointer + group * layout.Length, one.GroupChannels, FilterPacking.Turned(one.KernelArea), transposedLayout,
                    turned.Pointer + group * transposedLayout.Length, panel);
        double[] dx = new double[batch * input.Size], magnitudes = new double[dx.Length];
        Correlation.BackwardDataReference<double>(input, window, outputs, batch, Numbers.Double(gradient.Span), Numbers.Double(filters), dx);
        Correlation.BackwardDataReference<double>(input, window, outputs, batch, Absolute(gradient.Span), Absolute(filters), magnitudes);
        if (DataGradientPhase.Fits(window, one.Groups)) CheckPhases(set, one, layout, panels, gradient, dx, magnitudes);
        foreach (var (rows, panelCount) in Partitions(transposed, transposedLayout, batch))
        {
            using var padded = new KernelBuffer(batch * shape.Size);
            Run(set, transposed, transposedLayout, gradient, turned, padded, batch, rows, panelCount);
            using var folded = new KernelBuffer(dx.Length);
            if (window.ShowsPixelsAgain) Fold(set, one, shape, padded, folded);
            var result = window.ShowsPixelsAgain ? folded : padded;
            Numbers.AssertWithin(
                dx, magnitudes, transposed.Depth + 1 + shape.Size / input.Channels, result.Span, $"{set}, data gradient in blocks of {rows} rows and {panelCount} panels, {one}");
            if (window.ShowsPixelsAgain) continue;
            Run(set, transposed, transposedLayout, gradient, turned, padded, batch, rows, panelCount, accumulate: true);
            Numbers.AssertWithin(
                Array.ConvertAll(dx, value => 2 * value), Array.ConvertAll(magnitudes, value => 2 * value), 2 * transposed.Depth + 2, padded.Span,
                $"{set}, data gradient added to itself in blocks of {rows} rows and {panelCount} panels, {one}");
        }
    }

    private static void CheckPhases(
        KernelSet set, CorrelationCase one, in PanelLayout layout, KernelBuffer panels, KernelBuffer gradient, double[] dx, double[] magnitudes)
    {
        using var result = new KernelBuffer(dx.Length);
        var phases = DataGradientPhase.All(one.Input, one.Window, one.Outputs, out bool isComplete);
        if (!isComplete) result.Span.Clear();
        foreach (var (geometry, taps) in phases)
        {
            var phaseLayout = new PanelLayout(set, geometry.Depth, geometry.OutputChannels);
            using var turned = new KernelBuffer(phaseLayout.Length);
            for (int panel = 0; panel < phaseLayout.PanelCount; panel++)
                FilterPacking.Transpose(layout, panels.Pointer, one.GroupChannels, taps, phaseLayout, turned.Pointer, panel);
            Run(set, geometry, phaseLayout, gradient, turned, result, one.Batch, Math.Max(1, geometry.RowsPerImage * one.Batch / 2), phaseLayout.PanelCount);
        }

        Numbers.AssertWithin(dx, magnitudes, one.KernelArea * one.Outputs + 1, result.Span, $"{set}, data gradient in phases, {one}");
    }

    private static void Fold(KernelSet set, CorrelationCase one, ImageShape shape, KernelBuffer padded, KernelBuffer result)
    {
        var (input, window) = (one.Input, one.Window);
        var image = new PaddedImage(
            input.Height, input.Width, input.Channels, shape.Height, shape.Width, window.PaddingTop, window.PaddingLeft, Border: window.Border);
        for (int i = 0; i < one.Batch; i++) image.Fold(set, padded.Pointer + i * shape.Size, result.Pointer + i * input.Size);
    }

    private static void CheckFilterGradient(
        KernelSet set, CorrelationCase one, CorrelationGeometry forward, in PanelLayout layout, KernelBuffer source, KernelBuffer gradient)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        double[] expected = new double[outputs * one.GroupChannels * one.KernelArea], magnitudes = new double[expected.Length];
        Correlation.BackwardFilterReference<double>(input, window, outputs, batch, Numbers.Double(source.Span), Numbers.Double(gradient.Span), expected);
        Correlation.BackwardFilterReference<double>(input, window, outputs, batch, Absolute(source.Span), Absolute(gradient.Span), magnitudes);
        float[] unpacked = new float[expected.Length];
        int totalRows = batch * forward.RowsPerImage;
        foreach (var (rows, panelCount) in Partitions(forward, layout, batch))
        {
            using var result = new KernelBuffer(one.Groups * layout.Length);
            using var scratch = new KernelBuffer(Correlation.ScratchFloats(forward, rows));
            for (int group = 0; group < one.Groups; group++)
            {
                for (int panel = 0; panel < layout.PanelCount; panel += panelCount)
                {
                    for (int row = 0; row < totalRows; row += rows)
                    {
                        Correlation.FilterGradient(
                            set, forward, layout, source.Pointer + group * one.GroupChannels, gradient.Pointer + group * forward.OutputChannels,
                            result.Pointer + group * layout.Length, row, Math.Min(rows, totalRows - row), panel,
                            Math.Min(panelCount, layout.PanelCount - panel), accumulate: row > 0, scratch.Pointer);
                    }
                }

                var panels = result.Span.Slice(group * (int)layout.Length, (int)layout.Length);
                FilterPacking.Unpack(layout, panels, one.GroupChannels, one.KernelArea, unpacked.AsSpan(group * unpacked.Length / one.Groups, unpacked.Length / one.Groups));
                AssertPaddingIsZero(layout, panels, one);
            }

            Numbers.AssertWithin(
                expected, magnitudes, batch * one.OutputPixels + 1, unpacked,
                $"{set}, filter gradient in blocks of {rows} rows and {panelCount} panels, {one}");
        }

        if (!layout.IsQuad) CheckBlockedFilterGradient(set, one, forward, layout, source, gradient, expected, magnitudes);
    }

    // In two uneven parts that are added up, and where there are many pixels at once.
    private static void CheckBlockedFilterGradient(
        KernelSet set, CorrelationCase one, CorrelationGeometry forward, in PanelLayout layout, KernelBuffer source, KernelBuffer gradient, double[] expected, double[] magnitudes)
    {
        var blocked = new BlockedFilterGradient(set, forward, layout);
        int pixels = one.Batch * one.OutputPixels, groupLength = (int)layout.Length, groupFilters = expected.Length / one.Groups;
        using var scratch = new KernelBuffer(blocked.ScratchFloats);
        int[] cuts = pixels < 3 ? [pixels] : pixels < 100 ? [pixels / 3] : [pixels / 3, pixels];
        foreach (int cut in cuts)
        {
            using var result = new KernelBuffer(one.Groups * layout.Length);
            float[] unpacked = new float[expected.Length], part = new float[groupFilters];
            for (int first = 0; first < pixels; first += first == 0 ? cut : pixels - cut)
            {
                for (int group = 0; group < one.Groups; group++)
                {
                    float* sums = result.Pointer + group * layout.Length;
                    for (int block = 0; block < blocked.BlockCount; block++)
                    {
                        blocked.Sum(
                            block, source.Pointer + group * one.GroupChannels, gradient.Pointer + group * forward.OutputChannels, first,
                            first == 0 ? cut : pixels - cut, sums, scratch.Pointer);
                    }

                    var panels = result.Span.Slice(group * groupLength, groupLength);
                    FilterPacking.Unpack(layout, panels, one.GroupChannels, one.KernelArea, part);
                    for (int i = 0; i < groupFilters; i++) unpacked[group * groupFilters + i] += part[i];
                    AssertPaddingIsZero(layout, panels, one);
                }
            }

            Numbers.AssertWithin(expected, magnitudes, pixels + 1, unpacked, $"{set}, filter gradient in blocks, {cut} of {pixels} pixels first, {one}");
        }
    }

    private static void Run(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, KernelBuffer source, KernelBuffer panels, KernelBuffer result,
        int batch, int rows, int panelCount, bool accumulate = false)
    {
        using var scratch = new KernelBuffer(Correlation.ScratchFloats(geometry, rows));
        int totalRows = batch * geometry.RowsPerImage;
        for (int group = 0; group < geometry.Groups; group++)
        {
            for (int row = 0; row < totalRows; row += rows)
            {
                for (int panel = 0; panel < layout.PanelCount; panel += panelCount)
                {
                    Correlation.Forward(
                        set, geometry, layout, source.Pointer + group * geometry.Source.Channels, panels.Pointer + group * layout.Length,
                        result.Pointer + group * geometry.OutputChannels, row, Math.Min(rows, totalRows - row), panel,
                        Math.Min(panelCount, layout.PanelCount - panel), accumulate, scratch.Pointer);
                }
            }
        }
    }

    /// <summary>How the work may be cut: as a plan does, everything at once, and in uneven small pieces.</summary>
    private static IEnumerable<(int Rows, int Panels)> Partitions(CorrelationGeometry geometry, PanelLayout layout, int batch)
    {
        int total = batch * geometry.RowsPerImage;
        int planned = Math.Min(Correlation.RowsPerBlock(geometry), total);
        yield return (planned, layout.PanelCount);
        if (planned != total) yield return (total, layout.PanelCount);
        if (total > 2) yield return (total / 2, 1);
    }

    // What the optimizers rely on: columns that no output channel has stay zero.
    private static void AssertPaddingIsZero(in PanelLayout layout, ReadOnlySpan<float> panels, CorrelationCase one)
    {
        var isPadding = new bool[panels.Length];
        isPadding.AsSpan().Fill(true);
        for (int row = 0; row < layout.Depth; row++)
            for (int column = 0; column < layout.Columns; column++) isPadding[(int)layout.IndexOf(row, column)] = false;
        for (int i = 0; i < isPadding.Length; i++) Assert.True(!isPadding[i] || panels[i] == 0, $"The gradient's padding is not zero: {one}.");
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
