using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Depthwise convolution against the definition in double precision, and its packing.</summary>
internal static unsafe class DepthwiseChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++) Check(set, new ImageShape(channels, 4, 5), CorrelationCases.Same(3), batch: 2);
        foreach (var window in CorrelationCases.Windows(seed: 7).Take(120))
        {
            foreach (var input in new ImageShape[] { new(17, 6, 7), new(3, 1, 9), new(8, 9, 1) })
            {
                if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0) Check(set, input, window, batch: 1);
            }
        }
    }

    private static void Check(KernelSet set, ImageShape input, SlidingWindow window, int batch)
    {
        int channels = input.Channels, area = window.KernelHeight * window.KernelWidth;
        int pixels = window.OutputHeight(input.Height) * window.OutputWidth(input.Width), outputSize = pixels * channels;
        float[] values = Numbers.Normal(batch * input.Size, seed: 1), gradients = Numbers.Normal(batch * outputSize, seed: 2);
        float[] filters = Numbers.Normal(channels * area, seed: 3);
        using var x = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var packed = new KernelBuffer(filters.Length);
        float[] unpacked = new float[filters.Length];
        DepthwiseConvolution.Pack(filters, channels, packed.Span);
        DepthwiseConvolution.Unpack(packed.Span, channels, unpacked);
        Assert.Equal(filters, unpacked);

        using var y = new KernelBuffer(gradients.Length);
        using var dx = new KernelBuffer(values.Length);
        using var dfilters = new KernelBuffer(filters.Length);
        dfilters.Span.Clear();
        for (int image = 0; image < batch; image++)
        {
            float* pixel = x.Pointer + image * input.Size, gradient = dy.Pointer + image * outputSize;
            DepthwiseConvolution.Forward(set, input, window, pixel, packed.Pointer, y.Pointer + image * outputSize);
            DepthwiseConvolution.DataGradient(set, input, window, gradient, packed.Pointer, dx.Pointer + image * input.Size);
            DepthwiseConvolution.FilterGradient(set, input, window, pixel, gradient, dfilters.Pointer);
        }

        double[] expected = new double[y.Length], magnitudes = new double[y.Length];
        DepthwiseConvolution.ForwardReference<double>(input, window, batch, Numbers.Double(values), Numbers.Double(filters), expected);
        DepthwiseConvolution.ForwardReference<double>(input, window, batch, Absolute(values), Absolute(filters), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, area + 1, y.Span, $"{set}, depthwise forward, {input}, {window}");
        expected = new double[dx.Length];
        magnitudes = new double[dx.Length];
        DepthwiseConvolution.BackwardDataReference<double>(input, window, batch, Numbers.Double(gradients), Numbers.Double(filters), expected);
        DepthwiseConvolution.BackwardDataReference<double>(input, window, batch, Absolute(gradients), Absolute(filters), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, area + 1, dx.Span, $"{set}, depthwise data gradient, {input}, {window}");
        expected = new double[filters.Length];
        magnitudes = new double[filters.Length];
        DepthwiseConvolution.BackwardFilterReference<double>(input, window, batch, Numbers.Double(values), Numbers.Double(gradients), expected);
        DepthwiseConvolution.BackwardFilterReference<double>(input, window, batch, Absolute(values), Absolute(gradients), magnitudes);
        DepthwiseConvolution.Unpack(dfilters.Span, channels, unpacked);
        Numbers.AssertWithin(expected, magnitudes, batch * pixels + 1, unpacked, $"{set}, depthwise filter gradient, {input}, {window}");
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
