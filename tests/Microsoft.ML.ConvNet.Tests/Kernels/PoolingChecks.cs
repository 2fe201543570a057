using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Pooling against the definition in double precision.</summary>
internal static unsafe class PoolingChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 3 * set.PanelVector + 1; channels++)
        {
            Check(set, new ImageShape(channels, 5, 6), new SlidingWindow(2, 2, 2, 2));
            Check(set, new ImageShape(channels, 5, 6), new SlidingWindow(3, 3, 2, 2, 1, 1, 1, 1));
            Check(set, new ImageShape(channels, 6, 7), new PoolingWindows(1, 1));
        }

        CheckNaN(set);
        foreach (var window in CorrelationCases.Windows(seed: 5).Take(150))
        {
            foreach (var input in new ImageShape[] { new(17, 6, 7), new(3, 1, 9), new(8, 9, 1) })
            {
                if (window.OutputHeight(input.Height) <= 0 || window.OutputWidth(input.Width) <= 0) continue;
                Check(set, input, window);
                Check(set, input, window with { CeilMode = true });

                // Without the padding a window that lies in it alone would have a mean over nothing; the layers refuse such windows.
                if (HasEmptyWindow(input, window)) continue;
                Check(set, input, new PoolingWindows(window, countsPadding: false));
                Check(set, input, new PoolingWindows(window with { CeilMode = true }, countsPadding: false));
            }
        }

        for (int height = 1; height <= 7; height++)
            for (int width = 1; width <= 9; width += 2) Check(set, new ImageShape(17, 6, 7), new PoolingWindows(height, width));
    }

    private static bool HasEmptyWindow(ImageShape input, SlidingWindow window)
    {
        var geometry = new PoolingGeometry(input, window with { CeilMode = true });
        return IsEmpty(geometry.Rows) || IsEmpty(geometry.Columns);
    }

    private static bool IsEmpty(WindowAxis axis) => axis.First.Zip(axis.End).Any(ends => ends.First >= ends.Second);

    /// <summary>A diverging network must show: a NaN in a window is its maximum and its mean.</summary>
    private static void CheckNaN(KernelSet set)
    {
        var input = new ImageShape(2 * set.PanelVector + 1, 2, 2);
        var geometry = new PoolingGeometry(input, new SlidingWindow(2, 2));
        using var x = new KernelBuffer(input.Size);
        using var y = new KernelBuffer(input.Channels);
        for (int place = 0; place < 4; place++)
        {
            x.Span.Fill(1);
            x.Span.Slice(place * input.Channels, input.Channels).Fill(float.NaN);
            Pooling.MaxForward(set, geometry, input.Channels, x.Pointer, y.Pointer, PoolingPart.Whole(geometry, input.Channels));
            Assert.All(y.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
            Pooling.AverageForward(set, geometry, input.Channels, x.Pointer, y.Pointer, PoolingPart.Whole(geometry, input.Channels));
            Assert.All(y.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
        }
    }

    private static void Check(KernelSet set, ImageShape input, PoolingWindows windows)
    {
        var geometry = new PoolingGeometry(input, windows);
        int channels = input.Channels;
        int outputs = geometry.OutputPixels * channels, area = geometry.InputPixels + geometry.OutputPixels;
        float[] values = Numbers.Normal(input.Size, seed: 1), gradients = Numbers.Normal(outputs, seed: 2);

        // Equal values in one window: only the first may get the gradient.
        for (int i = 0; i < values.Length; i++) values[i] = MathF.Round(2 * values[i]) / 2;
        using var x = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var y = new KernelBuffer(outputs);
        using var dx = new KernelBuffer(input.Size);
        double[] expectedY = new double[outputs], expectedDx = new double[input.Size], magnitudes = new double[Math.Max(outputs, input.Size)];

        Forward(set, geometry, channels, isMaximum: true, x, y);
        Pooling.MaxForwardReference<double>(input, windows, Numbers.Double(values), expectedY);
        Numbers.AssertSameBits(Array.ConvertAll(expectedY, value => (float)value), y.Span, $"{set}, max forward, {input}, {windows}");

        Pooling.MaxBackward(set, geometry, channels, x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, accumulate: false);
        Pooling.MaxBackwardReference<double>(input, windows, Numbers.Double(values), Numbers.Double(gradients), expectedDx);
        Pooling.MaxBackwardReference<double>(input, windows, Numbers.Double(values), Absolute(gradients), magnitudes.AsSpan(0, input.Size));
        Numbers.AssertWithin(expectedDx, magnitudes, area, dx.Span, $"{set}, max backward, {input}, {windows}");
        Pooling.MaxBackward(set, geometry, channels, x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, accumulate: true);
        Numbers.AssertWithin(Twice(expectedDx), Twice(magnitudes), area + 3, dx.Span, $"{set}, max backward added, {input}, {windows}");

        Forward(set, geometry, channels, isMaximum: false, x, y);
        Pooling.AverageForwardReference<double>(input, windows, Numbers.Double(values), expectedY);
        Pooling.AverageForwardReference<double>(input, windows, Absolute(values), magnitudes.AsSpan(0, outputs));
        Numbers.AssertWithin(expectedY, magnitudes, area + 2, y.Span, $"{set}, average forward, {input}, {windows}");

        Pooling.AverageBackward(set, geometry, channels, dy.Pointer, dx.Pointer, accumulate: false);
        Pooling.AverageBackwardReference<double>(input, windows, Numbers.Double(gradients), expectedDx);
        Pooling.AverageBackwardReference<double>(input, windows, Absolute(gradients), magnitudes.AsSpan(0, input.Size));
        Numbers.AssertWithin(expectedDx, magnitudes, area + 2, dx.Span, $"{set}, average backward, {input}, {windows}");
        Pooling.AverageBackward(set, geometry, channels, dy.Pointer, dx.Pointer, accumulate: true);
        Numbers.AssertWithin(Twice(expectedDx), Twice(magnitudes), area + 3, dx.Span, $"{set}, average backward added, {input}, {windows}");
    }

    // The whole, and the same part by part.
    private static void Forward(KernelSet set, PoolingGeometry geometry, int channels, bool isMaximum, KernelBuffer x, KernelBuffer y)
    {
        using var whole = new KernelBuffer(y.Span.Length);
        Forward(whole, PoolingPart.Whole(geometry, channels));
        foreach (int most in new[] { 3, 8 })
        {
            int count = PoolingPart.Count(geometry, channels, most);
            y.Span.Clear();
            for (int index = 0; index < count; index++) Forward(y, PoolingPart.Of(geometry, channels, index, count, most));
            Numbers.AssertSameBits(whole.Span.ToArray(), y.Span, $"{set}, {count} parts");
        }

        void Forward(KernelBuffer result, in PoolingPart part)
        {
            if (isMaximum) Pooling.MaxForward(set, geometry, channels, x.Pointer, result.Pointer, part);
            else Pooling.AverageForward(set, geometry, channels, x.Pointer, result.Pointer, part);
        }
    }

    private static double[] Twice(double[] values) => Array.ConvertAll(values, value => 2 * value);

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
