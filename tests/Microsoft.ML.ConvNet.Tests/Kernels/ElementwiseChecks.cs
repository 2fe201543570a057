using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Elementwise kernels and sums over rows, at every length around the vector width.</summary>
internal static unsafe class ElementwiseChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int length = 0; length <= 4 * set.PanelVector + 1; length++)
        {
            CheckAdd(set, length);
            CheckSumParts(set, length);
        }

        for (int channels = 1; channels <= 3 * set.PanelVector + 1; channels++)
        {
            foreach (int rows in new[] { 1, 2, 5 }) CheckSum(set, rows, channels);
        }

        CheckSum(set, 0, 5);
    }

    private static void CheckAdd(KernelSet set, int length)
    {
        float[] a = Numbers.Normal(length, seed: 1), b = Numbers.Normal(length, seed: 2);
        float[] expected = [.. a.Zip(b, (left, right) => left + right)];
        using var left = new KernelBuffer(a);
        using var right = new KernelBuffer(b);
        using var sum = new KernelBuffer(length);
        Elementwise.Add(set, left.Pointer, right.Pointer, sum.Pointer, length);
        Numbers.AssertSameBits(expected, sum.Span, $"{set}, add of {length}");
        Elementwise.Add(set, left.Pointer, right.Pointer, left.Pointer, length);
        Numbers.AssertSameBits(expected, left.Span, $"{set}, add of {length} in place");
    }

    private static void CheckSumParts(KernelSet set, int length)
    {
        for (int parts = 1; parts <= 4; parts++)
        {
            // The parts lie further apart than they are long; only [start, end) may be touched.
            int stride = length + 3, start = length / 3;
            float[] values = Numbers.Normal((parts - 1) * stride + length, seed: 3);
            using var source = new KernelBuffer(values);
            using var result = new KernelBuffer(length);
            ChannelReduction.SumParts(set, source.Pointer, stride, parts, result.Pointer, start, length);
            for (int i = 0; i < length; i++)
            {
                float expected = i < start ? float.NaN : values[i];
                for (int part = 1; part < parts && i >= start; part++) expected += values[part * stride + i];
                Assert.Equal(expected, result.Span[i]);
            }
        }
    }

    private static void CheckSum(KernelSet set, int rows, int channels)
    {
        float[] values = Numbers.Normal(rows * channels, seed: 4);
        using var x = new KernelBuffer(values);
        using var sums = new KernelBuffer(channels);
        double[] expected = new double[channels], magnitudes = new double[channels];
        ChannelReduction.SumReference<double>(Numbers.Double(values), expected);
        ChannelReduction.SumReference<double>(Numbers.Magnitudes(Numbers.Double(values)), magnitudes);
        ChannelReduction.Sum(set, x.Pointer, rows, channels, channels, sums.Pointer);
        Numbers.AssertWithin(expected, magnitudes, rows + 1, sums.Span, $"{set}, sum of {rows} rows of {channels}");
    }
}
