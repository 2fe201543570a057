using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Parametric ReLU and its gradients, at every number of channels around the vector width.</summary>
internal static unsafe class PReLUChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++)
            foreach (int rows in new[] { 0, 1, 7 }) Check(set, rows, channels);
    }

    private static void Check(KernelSet set, int rows, int channels)
    {
        float[] values = Numbers.Normal(rows * channels, seed: 1), gradients = Numbers.Normal(values.Length, seed: 2), slopes = Numbers.Normal(channels, seed: 3);
        if (values.Length > 0) values[^1] = 0;
        double[] x = Numbers.Double(values), along = Numbers.Double(gradients), a = Numbers.Double(slopes), y = new double[x.Length], dx = new double[x.Length], da = new double[channels];
        double[] magnitudes = new double[channels];
        PReLU.ForwardReference<double>(x, a, y);
        PReLU.BackwardReference<double>(x, a, along, dx, da);
        PReLU.BackwardReference<double>(Array.ConvertAll(x, value => -Math.Abs(value)), a, Numbers.Magnitudes(along), new double[x.Length], magnitudes);

        using var source = new KernelBuffer(values);
        using var result = new KernelBuffer(values.Length);
        using var gradient = new KernelBuffer(gradients);
        using var slope = new KernelBuffer(slopes);
        using var sums = new KernelBuffer(channels);
        PReLU.Forward(set, source.Pointer, result.Pointer, rows, channels, slope.Pointer);
        PReLU.Backward(set, source.Pointer, gradient.Pointer, rows, channels, slope.Pointer, sums.Pointer);
        Numbers.AssertWithin(y, Numbers.Magnitudes(y), 1, result.Span, $"{set}, PReLU of {rows} rows of {channels}");
        Numbers.AssertWithin(dx, Numbers.Magnitudes(dx), 1, gradient.Span, $"{set}, gradient of PReLU, {rows} rows of {channels}");
        Numbers.AssertWithin(da, Numbers.Magnitudes(magnitudes), rows + 1, sums.Span, $"{set}, gradient of PReLU's slopes, {rows} rows of {channels}");
    }
}
