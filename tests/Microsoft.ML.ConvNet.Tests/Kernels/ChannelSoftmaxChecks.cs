using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Softmax over channels and its gradient, at every number of channels around the vector width.</summary>
internal static unsafe class ChannelSoftmaxChecks
{
    public static void CheckAll()
    {
        for (int channels = 1; channels <= 36; channels++)
            foreach (int rows in new[] { 0, 1, 5 }) Check(rows, channels);
        CheckLargeValues();
    }

    private static void Check(int rows, int channels)
    {
        float[] values = Array.ConvertAll(Numbers.Normal(rows * channels, seed: 1), value => 3 * value), gradients = Numbers.Normal(values.Length, seed: 2);
        double[] y = new double[values.Length], dx = new double[values.Length];
        ChannelSoftmax.ForwardReference<double>(Numbers.Double(values), channels, y);
        ChannelSoftmax.BackwardReference<double>(y, Numbers.Double(gradients), channels, dx);

        using var x = new KernelBuffer(values);
        using var result = new KernelBuffer(values.Length);
        using var gradient = new KernelBuffer(gradients);
        ChannelSoftmax.Forward(x.Pointer, result.Pointer, rows, channels);

        // The largest difference is about 20, whose rounding e^ enlarges as often; then the sum, and a few more.
        Numbers.AssertWithin(y, y, channels + 30, result.Span, $"softmax of {rows} rows of {channels}");
        ChannelSoftmax.Forward(x.Pointer, x.Pointer, rows, channels);
        Numbers.AssertSameBits(result.Span, x.Span, $"softmax in place of {rows} rows of {channels}");
        ChannelSoftmax.Backward(result.Pointer, gradient.Pointer, rows, channels);
        double largest = gradients.Length == 0 ? 0 : gradients.Max(Math.Abs);
        Numbers.AssertWithin(dx, Array.ConvertAll(y, value => 2 * largest * value), 2 * channels + 60, gradient.Span, $"gradient of softmax, {rows} rows of {channels}");
    }

    private static void CheckLargeValues()
    {
        using var x = new KernelBuffer([1e38f, -1e38f, 1e38f, 1e38f]);
        ChannelSoftmax.Forward(x.Pointer, x.Pointer, 1, 4);
        foreach (int i in new[] { 0, 2, 3 }) Assert.Equal(1.0 / 3, x.Span[i], 1e-6);
        Assert.Equal(0, x.Span[1]);
    }
}
