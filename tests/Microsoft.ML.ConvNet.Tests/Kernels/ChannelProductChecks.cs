using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Products with factors for each channel against their definition in double precision.</summary>
internal static unsafe class ChannelProductChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++)
            foreach (int rows in new[] { 1, 5 }) Check(set, rows, channels);
    }

    private static void Check(KernelSet set, int rows, int channels)
    {
        float[] values = Numbers.Normal(rows * channels, seed: 1), factorValues = Numbers.Normal(channels, seed: 2), gradients = Numbers.Normal(rows * channels, seed: 3);
        double[] x = Numbers.Double(values), factors = Numbers.Double(factorValues), dy = Numbers.Double(gradients);
        double[] y = new double[x.Length], dx = new double[x.Length], dfactors = new double[channels], unused = new double[x.Length], magnitudes = new double[channels];
        ChannelProduct.ForwardReference<double>(x, factors, y);
        ChannelProduct.BackwardReference<double>(x, factors, dy, dx, dfactors);
        ChannelProduct.BackwardReference<double>(Numbers.Magnitudes(x), factors, Numbers.Magnitudes(dy), unused, magnitudes);
        FormattableString what = $"{set}, {rows} rows of {channels} channels";

        using var source = new KernelBuffer(values);
        using var factor = new KernelBuffer(factorValues);
        using var gradient = new KernelBuffer(gradients);
        using var result = new KernelBuffer(values.Length);
        using var factorGradient = new KernelBuffer(channels);
        ChannelProduct.Forward(set, source.Pointer, factor.Pointer, result.Pointer, rows, channels);
        Numbers.AssertWithin(y, Numbers.Magnitudes(y), 1, result.Span, $"forward, {what}");
        ChannelProduct.Backward(set, source.Pointer, factor.Pointer, gradient.Pointer, result.Pointer, rows, channels, factorGradient.Pointer);
        Numbers.AssertWithin(dx, Numbers.Magnitudes(dx), 1, result.Span, $"backward, {what}");
        Numbers.AssertWithin(dfactors, magnitudes, rows + 1, factorGradient.Span, $"factors' gradient, {what}");
        ChannelProduct.Backward(set, source.Pointer, factor.Pointer, gradient.Pointer, gradient.Pointer, rows, channels, factorGradient.Pointer);
        Numbers.AssertSameBits(result.Span, gradient.Span, $"in place, {what}");
        Numbers.AssertWithin(dfactors, magnitudes, rows + 1, factorGradient.Span, $"factors' gradient in place, {what}");
    }
}
