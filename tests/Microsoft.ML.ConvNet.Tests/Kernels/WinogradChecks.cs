using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Winograd convolution against the definition in double precision.</summary>
internal static unsafe class WinogradChecks
{
    private static readonly int[] Channels = [1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 48];

    /// <summary>Every size of partial tile, every padding, channels around the vector widths, and a few deep ones.</summary>
    public static IEnumerable<CorrelationCase> Cases()
    {
        ulong index = 0;
        int Next(int low, int high) => low + (int)CounterRandom.Below(high - low + 1, seed: 5, stream: 2, index++);
        int OneOf(int[] values) => values[Next(0, values.Length - 1)];
        for (int count = 0; count < 120;)
        {
            var window = new SlidingWindow(3, 3, PaddingTop: Next(0, 2), PaddingLeft: Next(0, 2), PaddingBottom: Next(0, 2), PaddingRight: Next(0, 2));
            var one = new CorrelationCase(new(OneOf(Channels), Next(1, 11), Next(1, 14)), window, OneOf(Channels), Next(1, 3));
            if (one.OutputPixels == 0) continue;
            count++;
            yield return one;
        }

        yield return new CorrelationCase(new(5, 6, 70), CorrelationCases.Same(3), 6);
        yield return new CorrelationCase(new(80, 7, 7), CorrelationCases.Same(3), 40, Batch: 5);
        yield return new CorrelationCase(new(400, 8, 8), CorrelationCases.Same(3), 20);
        yield return new CorrelationCase(new(20, 9, 5), CorrelationCases.Same(3), 400);
    }

    public static void CheckAll(KernelSet set)
    {
        foreach (var one in Cases())
        {
            foreach (int outputs in new[] { 2, 4 }) Measure(set, one, outputs).AssertWithin(ConvolutionErrors.WinogradBound(outputs), $"{set}, F({outputs}, 3), {one}");
        }
    }

    /// <summary>The errors of forward pass, data gradient and filter gradient of random values.</summary>
    public static ConvolutionErrors Measure(KernelSet set, CorrelationCase one, int outputs)
    {
        var (input, window, channels, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        float[] x = Numbers.Normal(batch * input.Size, seed: 1), dy = Numbers.Normal(batch * one.OutputPixels * channels, seed: 2);
        float[] filters = Numbers.Normal(channels * input.Channels * one.KernelArea, seed: 3);
        var (y, dx) = Run(set, one, outputs, x, dy, filters);
        double[] expected = new double[y.Length], expectedGradient = new double[dx.Length];
        Correlation.ForwardReference<double>(input, window, channels, batch, Numbers.Double(x), Numbers.Double(filters), expected);
        Correlation.BackwardDataReference<double>(input, window, channels, batch, Numbers.Double(dy), Numbers.Double(filters), expectedGradient);
        float[] filterGradient = FilterGradient(set, one, outputs, x, dy);
        double[] expectedFilters = new double[filterGradient.Length];
        Correlation.BackwardFilterReference<double>(input, window, channels, batch, Numbers.Double(x), Numbers.Double(dy), expectedFilters);
        return ConvolutionErrors.Of(expected, y, input.Channels * one.KernelArea)
            .Worst(ConvolutionErrors.Of(expectedGradient, dx, channels * one.KernelArea))
            .Worst(ConvolutionErrors.Of(expectedFilters, filterGradient, batch * one.OutputPixels));
    }

    /// <summary>Filter gradient, in two parts of the tile rows, finished in three shares; the padding of the panels must stay zero.</summary>
    public static float[] FilterGradient(KernelSet set, CorrelationCase one, int outputs, float[] x, float[] dy)
    {
        var forward = CorrelationGeometry.Forward(one.Input, one.Window, one.Outputs);
        var layout = PanelLayout.Filters(set, forward);
        WinogradFilterGradient winograd = outputs == 4
            ? new WinogradFilterGradient<WinogradF4>(set, forward, layout)
            : new WinogradFilterGradient<WinogradF2>(set, forward, layout);
        using var source = new KernelBuffer(x);
        using var gradient = new KernelBuffer(dy);
        using var sums = new KernelBuffer(2 * winograd.SumFloats);
        using var scratch = new KernelBuffer(winograd.ScratchFloats);
        using var panels = new KernelBuffer(layout.Length);
        int rows = one.Batch * winograd.TileRowsPerImage, parts = Math.Min(2, rows);
        for (int block = 0; block < winograd.BlockCount; block++)
        {
            for (int part = 0; part < parts; part++)
            {
                winograd.Accumulate(
                    block, source.Pointer, gradient.Pointer, part * rows / parts, (part + 1) * rows / parts, sums.Pointer + part * winograd.SumFloats, scratch.Pointer);
            }

            for (int share = 0; share < 3; share++) winograd.Finish(block, share, 3, sums.Pointer, winograd.SumFloats, parts, panels.Pointer, scratch.Pointer);
        }

        float[] filters = new float[one.Outputs * one.Input.Channels * one.KernelArea], packed = panels.Span.ToArray(), again = new float[packed.Length];
        FilterPacking.Unpack(layout, packed, one.Input.Channels, one.KernelArea, filters);
        FilterPacking.Pack(layout, filters, one.Input.Channels, one.KernelArea, again);
        Assert.Equal(again, packed);
        return filters;
    }

    /// <summary>Forward pass and data gradient.</summary>
    public static (float[] Output, float[] InputGradient) Run(KernelSet set, CorrelationCase one, int outputs, float[] x, float[] dy, float[] filters)
    {
        var forward = CorrelationGeometry.Forward(one.Input, one.Window, one.Outputs);
        var transposed = CorrelationGeometry.Transposed(one.Input, one.Window, one.Outputs);
        Assert.True(Winograd.Fits(forward) && Winograd.Fits(transposed));
        PanelLayout layout = new(set, forward.Depth, one.Outputs), transposedLayout = new(set, transposed.Depth, one.Input.Channels);
        using var panels = new KernelBuffer(layout.Length);
        using var turned = new KernelBuffer(transposedLayout.Length);
        panels.Span.Clear();
        turned.Span.Clear();
        FilterPacking.Pack(layout, filters, one.Input.Channels, one.KernelArea, panels.Span);
        for (int panel = 0; panel < transposedLayout.PanelCount; panel++)
            FilterPacking.Transpose(layout, panels.Pointer, one.Input.Channels, FilterPacking.Turned(one.KernelArea), transposedLayout, turned.Pointer, panel);
        return (
            TiledChecks.Run(Create(set, forward, outputs), layout, panels, x, one.Batch), TiledChecks.Run(Create(set, transposed, outputs), transposedLayout, turned, dy, one.Batch));
    }

    private static TiledCorrelation Create(KernelSet set, CorrelationGeometry geometry, int outputs) =>
        outputs == 4 ? new WinogradCorrelation<WinogradF4>(set, geometry) : new WinogradCorrelation<WinogradF2>(set, geometry);
}
