using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public class WinogradTests
{
    // The matrices are an identity: in double precision nothing but rounding may remain.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void TheMatricesGiveTheCorrelation(int outputs)
    {
        foreach (var one in WinogradChecks.Cases().Take(40))
        {
            var (input, window, channels, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
            double[] x = Numbers.Double(Numbers.Normal(batch * input.Size, seed: 1)), filters = Numbers.Double(Numbers.Normal(channels * input.Channels * 9, seed: 2));
            double[] expected = new double[batch * one.OutputPixels * channels], actual = new double[expected.Length];
            Correlation.ForwardReference<double>(input, window, channels, batch, x, filters, expected);
            Winograd.ForwardReference<double>(input, window, channels, batch, x, filters, actual, outputs);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-11);
            double[] dy = Numbers.Double(Numbers.Normal(expected.Length, seed: 3)), expectedGradient = new double[filters.Length], gradient = new double[filters.Length];
            Correlation.BackwardFilterReference<double>(input, window, channels, batch, x, dy, expectedGradient);
            Winograd.BackwardFilterReference<double>(input, window, channels, batch, x, dy, gradient, outputs);
            for (int i = 0; i < gradient.Length; i++) Assert.Equal(expectedGradient[i], gradient[i], 1e-11);
        }
    }

    // Input and output matrices add no error of their own.
    [Fact]
    public void TheTransformsOfActivationsAreExactInSinglePrecision()
    {
        foreach (int outputs in new[] { 2, 4 })
        {
            var (output, _, input) = Winograd.Matrices<double>(outputs);
            foreach (double value in output.Concat(input).SelectMany(row => row)) Assert.Equal(value, (double)(float)value);
        }
    }

    /// <summary>sum(y * dy) = sum(x * dx), for the passes as they are computed.</summary>
    [Theory]
    [InlineData(2, 1e-6)]
    [InlineData(4, 1e-6)]
    public void TheDataGradientIsTheAdjointOfTheForwardPass(int outputs, double tolerance)
    {
        foreach (var one in WinogradChecks.Cases().Where(one => one.OutputPixels > 20))
        {
            float[] x = Numbers.Normal(one.Batch * one.Input.Size, seed: 7), dy = Numbers.Normal(one.Batch * one.OutputPixels * one.Outputs, seed: 8);
            float[] filters = Numbers.Normal(one.Outputs * one.Input.Channels * one.KernelArea, seed: 9);
            var (y, dx) = WinogradChecks.Run(KernelSet.Best, one, outputs, x, dy, filters);
            double forward = Dot(y, dy), backward = Dot(x, dx), size = Math.Sqrt(Dot(y, y) * Dot(dy, dy));
            Assert.True(Math.Abs(forward - backward) <= tolerance * size, $"F({outputs}, 3), {one}: {forward} and {backward}, of {size}.");
        }
    }

    private static double Dot(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
}
