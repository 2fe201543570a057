using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Correlation and FilterPacking against the definition in double precision.</summary>
internal static unsafe class CorrelationChecks
{
    public static void Check(KernelSet set, CorrelationCase one)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        float[] x = Numbers.Normal(batch * input.Size, seed: 1), dy = Numbers.Normal(batch * one.OutputPixels * outputs, seed: 2);
        float[] filters = Numbers.Normal(outputs * input.Channels * one.KernelArea, seed: 3);
        var forward = CorrelationGeometry.Forward(input, window, outputs);
        var layout = new PanelLayout(set, forward.Depth, outputs);
        using var source = new KernelBuffer(x);
        using var gradient = new KernelBuffer(dy);
        using var panels = new KernelBuffer(layout.Length);
        panels.Span.Clear();
        FilterPacking.Pack(layout, filters, input.Channels, one.KernelArea, panels.Span);

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

    private static void CheckDataGradient(
        KernelSet set, CorrelationCase one, in PanelLayout layout, KernelBuffer panels, KernelBuffer gradient, float[] filters)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        var transposed = CorrelationGeometry.Transposed(input, window, outputs);
        var transposedLayout = new PanelLayout(set, transposed.Depth, input.Channels);
        using var turned = new KernelBuffer(transposedLayout.Length);
        for (int panel = 0; panel < transposedLayout.PanelCount; panel++)
            FilterPacking.Transpose(layout, panels.Pointer, input.Channels, one.KernelArea, transposedLayout, turned.Pointer, panel);
        double[] dx = new double[batch * input.Size], magnitudes = new double[dx.Length];
        Correlation.BackwardDataReference<double>(input, window, outputs, batch, Numbers.Double(gradient.Span), Numbers.Double(filters), dx);
        Correlation.BackwardDataReference<double>(input, window, outputs, batch, Absolute(gradient.Span), Absolute(filters), magnitudes);
        foreach (var (rows, panelCount) in Partitions(transposed, transposedLayout, batch))
        {
            using var result = new KernelBuffer(dx.Length);
            Run(set, transposed, transposedLayout, gradient, turned, result, batch, rows, panelCount);
            Numbers.AssertWithin(
                dx, magnitudes, transposed.Depth + 1, result.Span, $"{set}, data gradient in blocks of {rows} rows and {panelCount} panels, {one}");
        }
    }

    private static void CheckFilterGradient(
        KernelSet set, CorrelationCase one, CorrelationGeometry forward, in PanelLayout layout, KernelBuffer source, KernelBuffer gradient)
    {
        var (input, window, outputs, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        double[] expected = new double[outputs * input.Channels * one.KernelArea], magnitudes = new double[expected.Length];
        Correlation.BackwardFilterReference<double>(input, window, outputs, batch, Numbers.Double(source.Span), Numbers.Double(gradient.Span), expected);
        Correlation.BackwardFilterReference<double>(input, window, outputs, batch, Absolute(source.Span), Absolute(gradient.Span), magnitudes);
        float[] unpacked = new float[expected.Length];
        int totalRows = batch * forward.RowsPerImage;
        foreach (var (rows, panelCount) in Partitions(forward, layout, batch))
        {
            using var result = new KernelBuffer(layout.Length);
            using var scratch = new KernelBuffer(Correlation.ScratchFloats(forward, rows));
            for (int panel = 0; panel < layout.PanelCount; panel += panelCount)
            {
                for (int row = 0; row < totalRows; row += rows)
                {
                    Correlation.FilterGradient(
                        set, forward, layout, source.Pointer, gradient.Pointer, result.Pointer, row, Math.Min(rows, totalRows - row), panel,
                        Math.Min(panelCount, layout.PanelCount - panel), accumulate: row > 0, scratch.Pointer);
                }
            }

            FilterPacking.Unpack(layout, result.Span, input.Channels, one.KernelArea, unpacked);
            Numbers.AssertWithin(
                expected, magnitudes, batch * one.OutputPixels + 1, unpacked,
                $"{set}, filter gradient in blocks of {rows} rows and {panelCount} panels, {one}");
            AssertPaddingIsZero(layout, result, one);
        }
    }

    private static void Run(
        KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, KernelBuffer source, KernelBuffer panels, KernelBuffer result,
        int batch, int rows, int panelCount)
    {
        using var scratch = new KernelBuffer(Correlation.ScratchFloats(geometry, rows));
        int totalRows = batch * geometry.RowsPerImage;
        for (int row = 0; row < totalRows; row += rows)
        {
            for (int panel = 0; panel < layout.PanelCount; panel += panelCount)
            {
                Correlation.Forward(
                    set, geometry, layout, source.Pointer, panels.Pointer, result.Pointer, row, Math.Min(rows, totalRows - row), panel,
                    Math.Min(panelCount, layout.PanelCount - panel), scratch.Pointer);
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
    private static void AssertPaddingIsZero(in PanelLayout layout, KernelBuffer panels, CorrelationCase one)
    {
        int last = layout.PanelCount - 1, width = layout.Width(last);
        for (int row = 0; row < layout.Depth; row++)
            for (int column = layout.ValidColumns(last); column < width; column++)
                Assert.True(panels.Span[(int)layout.Start(last) + row * width + column] == 0, $"The gradient's padding is not zero: {one}.");
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
