using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Pooling against the definition in double precision.</summary>
internal static unsafe class PoolingChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++)
        {
            Check(set, new ImageShape(channels, 5, 6), new SlidingWindow(2, 2, 2, 2));
            Check(set, new ImageShape(channels, 5, 6), new SlidingWindow(3, 3, 2, 2, 1, 1, 1, 1));
        }

        CheckNaN(set);
        foreach (var window in CorrelationCases.Windows(seed: 5).Take(150))
        {
            foreach (var input in new ImageShape[] { new(17, 6, 7), new(3, 1, 9), new(8, 9, 1) })
            {
                if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0) Check(set, input, window);
            }
        }
    }

    /// <summary>A diverging network must show: a NaN in a window is its maximum and its mean.</summary>
    private static void CheckNaN(KernelSet set)
    {
        var input = new ImageShape(2 * set.PanelVector + 1, 2, 2);
        using var x = new KernelBuffer(input.Size);
        using var y = new KernelBuffer(input.Channels);
        for (int place = 0; place < 4; place++)
        {
            x.Span.Fill(1);
            x.Span.Slice(place * input.Channels, input.Channels).Fill(float.NaN);
            Pooling.MaxForward(set, input, new SlidingWindow(2, 2), x.Pointer, y.Pointer);
            Assert.All(y.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
            Pooling.AverageForward(set, input, new SlidingWindow(2, 2), x.Pointer, y.Pointer);
            Assert.All(y.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
        }
    }

    private static void Check(KernelSet set, ImageShape input, SlidingWindow window)
    {
        int outputs = window.OutputHeight(input.Height) * window.OutputWidth(input.Width) * input.Channels;
        int area = window.KernelHeight * window.KernelWidth;
        float[] values = Numbers.Normal(input.Size, seed: 1), gradients = Numbers.Normal(outputs, seed: 2);

        // Equal values in one window: only the first may get the gradient.
        for (int i = 0; i < values.Length; i++) values[i] = MathF.Round(2 * values[i]) / 2;
        using var x = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var y = new KernelBuffer(outputs);
        using var dx = new KernelBuffer(input.Size);
        double[] expectedY = new double[outputs], expectedDx = new double[input.Size], magnitudes = new double[Math.Max(outputs, input.Size)];

        Pooling.MaxForward(set, input, window, x.Pointer, y.Pointer);
        Pooling.MaxForwardReference<double>(input, window, Numbers.Double(values), expectedY);
        Numbers.AssertSameBits(Array.ConvertAll(expectedY, value => (float)value), y.Span, $"{set}, max forward, {input}, {window}");

        Pooling.MaxBackward(set, input, window, x.Pointer, y.Pointer, dy.Pointer, dx.Pointer);
        Pooling.MaxBackwardReference<double>(input, window, Numbers.Double(values), Numbers.Double(gradients), expectedDx);
        Pooling.MaxBackwardReference<double>(input, window, Numbers.Double(values), Absolute(gradients), magnitudes.AsSpan(0, input.Size));
        Numbers.AssertWithin(expectedDx, magnitudes, area, dx.Span, $"{set}, max backward, {input}, {window}");

        Pooling.AverageForward(set, input, window, x.Pointer, y.Pointer);
        Pooling.AverageForwardReference<double>(input, window, Numbers.Double(values), expectedY);
        Pooling.AverageForwardReference<double>(input, window, Absolute(values), magnitudes.AsSpan(0, outputs));
        Numbers.AssertWithin(expectedY, magnitudes, area + 2, y.Span, $"{set}, average forward, {input}, {window}");

        Pooling.AverageBackward(set, input, window, dy.Pointer, dx.Pointer);
        Pooling.AverageBackwardReference<double>(input, window, Numbers.Double(gradients), expectedDx);
        Pooling.AverageBackwardReference<double>(input, window, Absolute(gradients), magnitudes.AsSpan(0, input.Size));
        Numbers.AssertWithin(expectedDx, magnitudes, area + 2, dx.Span, $"{set}, average backward, {input}, {window}");
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
