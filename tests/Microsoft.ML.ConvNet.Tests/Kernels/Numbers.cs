using System.Globalization;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Test data, and comparison with a reference under a proven bound.</summary>
internal static class Numbers
{
    /// <summary>The largest relative error of one single-precision operation.</summary>
    public const double UnitRoundoff = 1.0 / (1 << 24);

    public static float[] Normal(int count, ulong seed)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = CounterRandom.Normal(seed, stream: 0, (ulong)i);
        return values;
    }

    public static double[] Double(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = values[i];
        return result;
    }

    public static double[] Magnitudes(ReadOnlySpan<double> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = Math.Abs(values[i]);
        return result;
    }

    /// <summary>
    /// A value that comes out of n rounded operations in any order over terms whose magnitudes add up to m is off by at most n u / (1 - n u) times m
    /// (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), u being the unit roundoff.
    /// </summary>
    public static void AssertWithin(
        ReadOnlySpan<double> expected, ReadOnlySpan<double> magnitudes, int operations, ReadOnlySpan<float> actual, FormattableString what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double factor = operations * UnitRoundoff / (1 - operations * UnitRoundoff);
        for (int i = 0; i < expected.Length; i++)
        {
            double bound = factor * magnitudes[i] + operations * float.Epsilon;
            if (Math.Abs(expected[i] - actual[i]) <= bound) continue;
            string where = FormattableString.Invariant(what);
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{where}: value {i} is {actual[i]:R}, expected {expected[i]:R} within {bound:G3}."));
        }
    }

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, FormattableString what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])) continue;
            string where = FormattableString.Invariant(what);
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{where}: value {i} is {actual[i]:R}, expected {expected[i]:R}."));
        }
    }
}
