using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Sums of scaled rows against the scalar twin, with and without scale and shift, on rows with gaps and in place.</summary>
internal static unsafe class ScaledSumChecks
{
    private const int Rows = 3;

    public static void CheckAll(KernelSet set)
    {
        foreach (var function in new[] { ActivationFunction.Identity, ActivationFunction.ReLU, new(ActivationKind.ReLU6), new(ActivationKind.LeakyReLU, 0.1f) })
            for (int channels = 1; channels <= 2 * set.PanelVector + 3; channels++)
                for (int scaled = 0; scaled < 4; scaled++) Check(set, channels, scaled, function);
    }

    /// <param name="scaled">Operand 0 or 1 is scaled if that bit is set.</param>
    private static void Check(KernelSet set, int channels, int scaled, ActivationFunction function)
    {
        float[] a = Numbers.Normal(Rows * channels, seed: 1), b = Numbers.Normal(Rows * channels, seed: 2);
        using Operand left = new(channels, (scaled & 1) != 0, 3), right = new(channels, (scaled & 2) != 0, 5);
        double[] expected = new double[a.Length], magnitudes = new double[a.Length];
        ScaledSum.ForwardReference<double>(Numbers.Double(a), left.Scales, left.Shifts, Numbers.Double(b), right.Scales, right.Shifts, function, expected);
        ScaledSum.ForwardReference<double>(
            Magnitudes(a), Magnitudes(left.Scales), Magnitudes(left.Shifts), Magnitudes(b), Magnitudes(right.Scales), Magnitudes(right.Shifts),
            ActivationFunction.Identity, magnitudes);
        string what = $"{set}, {channels} channels, scaled {scaled}, {function}";

        // Rows with a gap of two floats, which must stay as it is.
        int stride = channels + 2;
        using var x = new KernelBuffer(Spread(a, channels, stride));
        using var y = new KernelBuffer(Spread(b, channels, stride));
        using var sum = new KernelBuffer(Spread(b, channels, stride));
        ScaledSum.Forward(set, left.At(x.Pointer), right.At(y.Pointer), sum.Pointer, Rows, channels, stride, function);
        Numbers.AssertWithin(expected, magnitudes, 6, Gather(sum.Span, channels, stride), $"{what}");
        for (int i = 0; i < sum.Length; i++)
            if (i % stride >= channels) Assert.Equal(0, sum.Span[i]);
        ScaledSum.Forward(set, left.At(x.Pointer), right.At(y.Pointer), y.Pointer, Rows, channels, stride, function);
        Numbers.AssertSameBits(sum.Span, y.Span, $"{what}, in place");
    }

    private static float[] Spread(float[] values, int channels, int stride) =>
        [.. Enumerable.Range(0, Rows * stride).Select(i => i % stride < channels ? values[i / stride * channels + i % stride] : 0)];

    private static float[] Gather(Span<float> values, int channels, int stride)
    {
        float[] rows = new float[Rows * channels];
        for (int i = 0; i < rows.Length; i++) rows[i] = values[i / channels * stride + i % channels];
        return rows;
    }

    private static double[] Magnitudes(float[] values) => Numbers.Magnitudes(Numbers.Double(values));

    private static double[] Magnitudes(double[] values) => Numbers.Magnitudes(values);

    /// <summary>An operand's scale and shift; 1 and 0 if it has none.</summary>
    private sealed class Operand : IDisposable
    {
        private readonly KernelBuffer? _scale;
        private readonly KernelBuffer? _shift;

        public Operand(int channels, bool isScaled, ulong seed)
        {
            Scales = [.. Enumerable.Repeat(1.0, channels)];
            Shifts = new double[channels];
            if (!isScaled) return;
            _scale = new KernelBuffer(Numbers.Normal(channels, seed));
            _shift = new KernelBuffer(Numbers.Normal(channels, seed + 1));
            Scales = Numbers.Double(_scale.Span);
            Shifts = Numbers.Double(_shift.Span);
        }

        public double[] Scales { get; }

        public double[] Shifts { get; }

        public ScaledRows At(float* values) => new() { Values = values, Scale = _scale is null ? null : _scale.Pointer, Shift = _shift is null ? null : _shift.Pointer };

        public void Dispose()
        {
            _scale?.Dispose();
            _shift?.Dispose();
        }
    }
}
