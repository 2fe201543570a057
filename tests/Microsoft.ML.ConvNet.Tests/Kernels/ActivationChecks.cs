using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Activations and their derivatives: rows of every length around the vector width, accuracy over the whole range, and special values.</summary>
internal static unsafe class ActivationChecks
{
    // Of 1: slopes are of that order, also where they come out of a difference.
    private const int SlopeRoundings = 8;

    public static void CheckAll(KernelSet set)
    {
        foreach (var function in ActivationCases.All.Values)
        {
            for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++)
            {
                foreach (int rows in new[] { 1, 2, 5 })
                    foreach (int gap in new[] { 0, 3 }) CheckRows(set, rows, channels, gap, function);
            }

            CheckAccuracy(set, function);
            CheckNoNumber(set, function);
            CheckFarOut(set, function);
        }

        CheckNothing(set);
    }

    private static void CheckRows(KernelSet set, int rows, int channels, int gap, ActivationFunction function)
    {
        int stride = channels + gap, length = (rows - 1) * stride + channels;
        float[] values = Numbers.Normal(length, seed: 5), scales = Numbers.Normal(channels, seed: 6), shifts = Numbers.Normal(channels, seed: 7);
        using var scale = new KernelBuffer(scales);
        using var shift = new KernelBuffer(shifts);
        foreach (var (useScale, useShift) in new[] { (false, false), (false, true), (true, true) })
        {
            double[] x = new double[length], magnitudes = new double[length];
            for (int i = 0; i < length; i++)
            {
                int c = i % stride;
                double multiplied = c < channels ? values[i] * (useScale ? (double)scales[c] : 1) : 0, added = c < channels && useShift ? shifts[c] : 0;
                x[i] = multiplied + added;

                // An error of x becomes one of y: no function is steeper than 1.5. That of the function itself is relative to y, which is below |x| + 1.
                magnitudes[i] = 1.5 * (Math.Abs(multiplied) + Math.Abs(added)) + 1;
            }

            double[] expected = Array.ConvertAll(x, value => Activation.ForwardReference(value, function));
            float* scalePointer = useScale ? scale.Pointer : null, shiftPointer = useShift ? shift.Pointer : null;
            foreach (bool inPlace in new[] { false, true })
            {
                using var source = new KernelBuffer(values);
                using var other = new KernelBuffer(length);
                var y = inPlace ? source : other;
                Activation.Forward(set, source.Pointer, y.Pointer, rows, channels, stride, scalePointer, shiftPointer, function);
                for (int row = 0; row < rows; row++)
                {
                    int start = row * stride;
                    Numbers.AssertWithin(
                        expected.AsSpan(start, channels), magnitudes.AsSpan(start, channels), VectorMath.NormalRoundings + 2, y.Span.Slice(start, channels),
                        $"{set}, {function} of row {row} of {rows}, {channels} channels of {stride}, scale {useScale}, shift {useShift}, in place {inPlace}");
                    if (row + 1 < rows)
                        Numbers.AssertSameBits(
                            inPlace ? values.AsSpan(start + channels, gap) : Untouched(gap), y.Span.Slice(start + channels, gap),
                            $"{set}, {function}, between the rows");
                }

                if (gap == 0 && !inPlace) CheckBackward(set, function.NeedsInput ? source : y, rows, channels, scalePointer, shiftPointer, x, magnitudes, function);
            }
        }
    }

    private static void CheckBackward(
        KernelSet set, KernelBuffer source, int rows, int channels, float* scale, float* shift, double[] x, double[] magnitudes, ActivationFunction function)
    {
        float[] gradients = Numbers.Normal(x.Length, seed: 8);
        using var gradient = new KernelBuffer(gradients);
        Activation.Backward(set, source.Pointer, gradient.Pointer, rows, channels, scale, shift, function);
        double[] expected = [.. x.Select((value, i) => gradients[i] * Activation.BackwardReference(value, function))];

        // Slopes are of order 1, also where they come out of a difference (1 - y^2).
        double[] errors = [.. magnitudes.Select((magnitude, i) => magnitude * Math.Abs(gradients[i]))];
        Numbers.AssertWithin(expected, errors, SlopeRoundings + 4, gradient.Span, $"{set}, {function} backward of {rows} rows of {channels}");
    }

    /// <summary>Values over the whole range against the double-precision definition: within a few unit roundoffs of themselves.</summary>
    private static void CheckAccuracy(KernelSet set, ActivationFunction function)
    {
        float[] values = [.. Sweep()];
        using var x = new KernelBuffer(values);
        using var y = new KernelBuffer(values.Length);
        Activation.Forward(set, x.Pointer, y.Pointer, 1, values.Length, values.Length, null, null, function);
        using var gradient = new KernelBuffer([.. Enumerable.Repeat(1f, values.Length)]);
        Activation.Backward(set, function.NeedsInput ? x.Pointer : y.Pointer, gradient.Pointer, values.Length, 1, null, null, function);
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i], expected = Activation.ForwardReference(value, function), slope = Activation.BackwardReference(value, function);

            // Below the range of normal numbers a result may be flushed to zero; SiLU's and GELU's is such a number times |x| < 100.
            double bound = Roundings(value, function) * Numbers.UnitRoundoff * Math.Abs(expected) + 100 * 1.2e-38;
            double error = Math.Abs(expected - y.Span[i]), slopeError = Math.Abs(slope - gradient.Span[i]);
            if (error <= bound && slopeError <= SlopeRoundings * Numbers.UnitRoundoff) continue;
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"{set}, {function} of {value:R} is {y.Span[i]:R}, expected {expected:R} within {bound:G3}; slope {gradient.Span[i]:R}, expected {slope:R}."));
        }
    }

    /// <summary>Most unit roundoffs by which a value may be off, relative to itself.</summary>
    private static double Roundings(double x, ActivationFunction function) => function.Kind switch
    {
        ActivationKind.Identity or ActivationKind.ReLU or ActivationKind.ReLU6 => 0,
        ActivationKind.LeakyReLU => 1,
        ActivationKind.HardSigmoid or ActivationKind.HardSwish => 4,
        ActivationKind.ELU or ActivationKind.SiLU => VectorMath.Roundings + 1,
        ActivationKind.GELU => VectorMath.NormalRoundings + (x < 0 ? x * x / 2 : 0),

        // The exponent 2u comes out of four roundings.
        ActivationKind.GELUTanh => VectorMath.Roundings + 1 + (x < 0 ? 4 * 1.6 * (0.045 * Math.Abs(x * x * x) - x) : 0),
        _ => VectorMath.Roundings,
    };

    /// <summary>Both signs: evenly spaced, evenly spaced logarithms, and on both sides of every kink.</summary>
    private static IEnumerable<float> Sweep()
    {
        for (int i = -2000; i <= 2000; i++) yield return 0.0479f * i;
        for (float x = 1e-37f; x < 90; x *= 1.15f)
        {
            yield return x;
            yield return -x;
        }

        foreach (float kink in new[] { -3f, 0, 6 })
        {
            yield return kink;
            yield return MathF.BitIncrement(kink);
            yield return MathF.BitDecrement(kink);
        }

        yield return 3;
        yield return MathF.BitIncrement(3);
    }

    private static void CheckNoNumber(KernelSet set, ActivationFunction function)
    {
        const int length = 37;
        using var x = new KernelBuffer(length);
        using var y = new KernelBuffer(length);
        Activation.Forward(set, x.Pointer, y.Pointer, 1, length, length, null, null, function);
        foreach (float value in y.Span) Assert.True(float.IsNaN(value), $"{set}, {function}: NaN became {value}.");
    }

    /// <summary>Far from zero every function is a constant or a line, with the slope of that; nothing overflows on the way.</summary>
    private static void CheckFarOut(KernelSet set, ActivationFunction function)
    {
        foreach (float distance in new[] { 100f, 1e4f, 1e19f, 1e20f, float.MaxValue, float.PositiveInfinity })
        {
            float[] values = [.. Enumerable.Repeat(distance, 20), .. Enumerable.Repeat(-distance, 20)];
            using var x = new KernelBuffer(values);
            using var y = new KernelBuffer(values.Length);
            Activation.Forward(set, x.Pointer, y.Pointer, 1, values.Length, values.Length, null, null, function);
            using var gradient = new KernelBuffer([.. Enumerable.Repeat(1f, values.Length)]);
            Activation.Backward(set, function.NeedsInput ? x.Pointer : y.Pointer, gradient.Pointer, values.Length, 1, null, null, function);
            for (int i = 0; i < values.Length; i++)
            {
                // Products of infinity and zero, which the definitions have at minus infinity, in slopes at both.
                if (float.IsInfinity(distance) && function.NeedsInput && function.Kind != ActivationKind.LeakyReLU) continue;
                double expected = Activation.ForwardReference((double)values[i], function), slope = Activation.BackwardReference((double)values[i], function);
                string what = $"{set}, {function} of {values[i]}";
                if (double.IsInfinity(expected)) Assert.True(expected == y.Span[i], $"{what} is {y.Span[i]}.");
                else Assert.True(Math.Abs(expected - y.Span[i]) <= 1e-6 * Math.Abs(expected) + 1e-36, $"{what} is {y.Span[i]}, expected {expected}.");
                Assert.True(Math.Abs(slope - gradient.Span[i]) <= 1e-6, $"Slope of {what} is {gradient.Span[i]}, expected {slope}.");
            }
        }
    }

    private static void CheckNothing(KernelSet set)
    {
        using var x = new KernelBuffer([1]);
        Activation.Forward(set, x.Pointer, x.Pointer, 0, 5, 5, null, null, ActivationFunction.Tanh);
        Activation.Backward(set, x.Pointer, x.Pointer, 0, 5, null, null, ActivationFunction.Tanh);
        Assert.Equal(1, x.Span[0]);
    }

    private static float[] Untouched(int count) => [.. Enumerable.Repeat(float.NaN, count)];
}
