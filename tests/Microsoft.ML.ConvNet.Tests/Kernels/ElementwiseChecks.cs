using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Elementwise kernels, sums over rows, and activations, at every length around the vector width.</summary>
internal static unsafe class ElementwiseChecks
{
    // TensorPrimitives.Tanh states no bound. It is good to a few units in the last place of 1, not of the result: near zero its relative error is larger.
    private const int TanhRoundings = 8;

    public static void CheckAll(KernelSet set)
    {
        for (int length = 0; length <= 4 * set.PanelVector + 1; length++)
        {
            CheckAdd(set, length);
            CheckSumParts(set, length);
        }

        for (int channels = 1; channels <= 3 * set.PanelVector + 1; channels++)
        {
            foreach (int rows in new[] { 1, 2, 5 })
            {
                foreach (var kind in Enum.GetValues<ActivationKind>())
                    foreach (int gap in new[] { 0, 3 }) CheckActivation(set, rows, channels, gap, kind);
                CheckSum(set, rows, channels);
            }
        }

        CheckSum(set, 0, 5);
        CheckSpecialValues(set);
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
        ChannelReduction.Sum(set, x.Pointer, rows, channels, sums.Pointer);
        Numbers.AssertWithin(expected, magnitudes, rows + 1, sums.Span, $"{set}, sum of {rows} rows of {channels}");
    }

    private static void CheckActivation(KernelSet set, int rows, int channels, int gap, ActivationKind kind)
    {
        int stride = channels + gap, length = (rows - 1) * stride + channels;
        float[] values = Numbers.Normal(length, seed: 5), scales = Numbers.Normal(channels, seed: 6), shifts = Numbers.Normal(channels, seed: 7);
        using var scale = new KernelBuffer(scales);
        using var shift = new KernelBuffer(shifts);
        foreach (var (useScale, useShift) in new[] { (false, false), (false, true), (true, true) })
        {
            double[] expected = new double[length], magnitudes = new double[length];
            for (int i = 0; i < length; i++)
            {
                int c = i % stride;
                double multiplied = c < channels ? values[i] * (useScale ? (double)scales[c] : 1) : 0, added = c < channels && useShift ? shifts[c] : 0;
                expected[i] = Activation.ForwardReference(multiplied + added, kind);
                magnitudes[i] = Math.Abs(multiplied) + Math.Abs(added) + (kind == ActivationKind.Tanh ? 1 : 0);
            }

            foreach (bool inPlace in new[] { false, true })
            {
                using var x = new KernelBuffer(values);
                using var other = new KernelBuffer(length);
                var y = inPlace ? x : other;
                Activation.Forward(
                    set, x.Pointer, y.Pointer, rows, channels, stride, useScale ? scale.Pointer : null, useShift ? shift.Pointer : null, kind);
                for (int row = 0; row < rows; row++)
                {
                    int start = row * stride;
                    Numbers.AssertWithin(
                        expected.AsSpan(start, channels), magnitudes.AsSpan(start, channels), kind == ActivationKind.Tanh ? TanhRoundings : 2,
                        y.Span.Slice(start, channels),
                        $"{set}, {kind} of row {row} of {rows}, {channels} channels of {stride}, scale {useScale}, shift {useShift}, in place {inPlace}");
                    if (row + 1 < rows)
                        Numbers.AssertSameBits(
                            inPlace ? values.AsSpan(start + channels, gap) : Untouched(gap), y.Span.Slice(start + channels, gap),
                            $"{set}, {kind}, between the rows");
                }

                if (gap == 0 && !useShift) CheckActivationBackward(set, y, expected, kind);
            }
        }
    }

    private static void CheckActivationBackward(KernelSet set, KernelBuffer y, double[] expectedY, ActivationKind kind)
    {
        float[] gradients = Numbers.Normal(y.Length, seed: 8);
        using var gradient = new KernelBuffer(gradients);
        Activation.Backward(set, y.Pointer, gradient.Pointer, y.Length, kind);
        double[] expected = [.. expectedY.Select((value, i) => gradients[i] * Activation.BackwardReference(value, kind))];

        // 1 - y^2 cancels: its error is measured against 1.
        Numbers.AssertWithin(
            expected, Numbers.Magnitudes(Numbers.Double(gradients)), 2 * TanhRoundings, gradient.Span, $"{set}, {kind} backward of {y.Length}");
    }

    /// <summary>What must not be lost on the way: a NaN stays one, infinities and the sign of zero are treated as their definition says.</summary>
    private static void CheckSpecialValues(KernelSet set)
    {
        float[] values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue];
        float[] repeated = [.. Enumerable.Repeat(values, 5).SelectMany(copy => copy).Take(5 * values.Length - 1)];
        using var x = new KernelBuffer(repeated);
        using var y = new KernelBuffer(repeated.Length);
        foreach (var kind in new[] { ActivationKind.ReLU, ActivationKind.Tanh })
        {
            Activation.Forward(set, x.Pointer, y.Pointer, repeated.Length, 1, 1, null, null, kind);
            for (int i = 0; i < repeated.Length; i++) Assert.Equal(Activation.ForwardReference(repeated[i], kind), y.Span[i], 1e-6f);
        }
    }

    private static float[] Untouched(int count) => [.. Enumerable.Repeat(float.NaN, count)];
}
