using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public class FourierTests
{
    // The transforms are an identity: in double precision nothing but rounding may remain.
    [Fact]
    public void TheDefinitionGivesTheCorrelation()
    {
        foreach (var one in FourierChecks.Cases().Where(one => one.Input.Channels * one.Outputs < 100).Take(20))
        {
            var (input, window, channels, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
            double[] x = Numbers.Double(Numbers.Normal(batch * input.Size, seed: 1)), filters = Numbers.Double(Numbers.Normal(channels * input.Channels * one.KernelArea, seed: 2));
            double[] expected = new double[batch * one.OutputPixels * channels], actual = new double[expected.Length];
            Correlation.ForwardReference<double>(input, window, channels, batch, x, filters, expected);
            Fourier.ForwardReference<double>(input, window, channels, batch, x, filters, actual, FourierChecks.Sizes(one).First());
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-11);
        }
    }
}
