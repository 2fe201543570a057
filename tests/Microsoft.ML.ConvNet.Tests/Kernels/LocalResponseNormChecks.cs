using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Local response normalisation against its definition in double precision.</summary>
internal static unsafe class LocalResponseNormChecks
{
    // Squares, constants, the products behind the power; TensorPrimitives state no bounds, a few units in the last place were seen.
    private const int OtherRoundings = 24;

    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++) Check(set, rows: 3, channels, new ResponseWindow(5, 0.3f, 0.75f, 2), scale: 1);
        for (int size = 1; size <= 8; size++) Check(set, rows: 2, channels: 6, new ResponseWindow(size, 0.5f, 0.75f, 1), scale: 1);
        Check(set, rows: 2, channels: 20, new ResponseWindow(41, 0.5f, 0.75f, 1), scale: 1);
        foreach (float beta in new[] { 0, 0.5f, 1, 2.5f }) Check(set, rows: 2, channels: 19, new ResponseWindow(3, 0.1f, beta, 0.5f), scale: 1);

        // AlexNet's constants, and activations as large as they become there; more rows than are done at once.
        Check(set, rows: 50, channels: 96, new ResponseWindow(5, 5e-4f, 0.75f, 2), scale: 30);
        Check(set, rows: 2, channels: 96, new ResponseWindow(5, 1e-4f, 0.75f, 1), scale: 1000);
        Check(set, rows: 2, channels: 96, new ResponseWindow(5, 1e-4f, 1.5f, 1), scale: 1000);
        Check(set, rows: 2, channels: 2100, new ResponseWindow(5, 1, 0.75f, 1), scale: 1);
    }

    private static void Check(KernelSet set, int rows, int channels, ResponseWindow window, float scale)
    {
        float[] values = Array.ConvertAll(Numbers.Normal(rows * channels, seed: 1), value => scale * value), gradients = Numbers.Normal(rows * channels, seed: 2);
        double[] x = Numbers.Double(values), dy = Numbers.Double(gradients), expected = new double[x.Length], expectedGradient = new double[x.Length];
        LocalResponseNorm.ForwardReference<double>(x, channels, window, expected);
        LocalResponseNorm.BackwardReference<double>(x, dy, channels, window, expectedGradient);
        int roundings = OtherRoundings + (int)Math.Ceiling((1 + window.Beta) * (window.Size + 4)) + window.Size;

        // The exponential of a number has that number's error, times it.
        roundings += (int)Math.Ceiling(window.Beta * Math.Abs(Math.Log(window.K + window.Alpha * 36 * scale * scale)));
        FormattableString what = $"{set}, {rows} rows of {channels} channels, {window}, scale {scale}";

        using var source = new KernelBuffer(values);
        using var gradient = new KernelBuffer(gradients);
        using var scratch = new KernelBuffer(LocalResponseNorm.ScratchFloats(channels, window));
        using var result = new KernelBuffer(values.Length);
        LocalResponseNorm.Forward(set, source.Pointer, result.Pointer, rows, channels, window, scratch.Pointer);
        Numbers.AssertWithin(expected, Numbers.Magnitudes(expected), roundings, result.Span, what);

        // dx = direct - across, where the twin with magnitudes gives |direct| - |across|.
        double[] magnitudes = new double[x.Length];
        LocalResponseNorm.BackwardReference<double>(Numbers.Magnitudes(x), Numbers.Magnitudes(dy), channels, window, magnitudes);
        for (int i = 0; i < x.Length; i++) magnitudes[i] = 2 * Math.Abs(dy[i] * expected[i] / x[i]) - magnitudes[i];
        LocalResponseNorm.Backward(set, source.Pointer, gradient.Pointer, result.Pointer, rows, channels, window, scratch.Pointer);
        Numbers.AssertWithin(expectedGradient, magnitudes, roundings, result.Span, what);
        LocalResponseNorm.Backward(set, source.Pointer, gradient.Pointer, gradient.Pointer, rows, channels, window, scratch.Pointer);
        Numbers.AssertSameBits(result.Span, gradient.Span, $"in place, {what}");
    }
}
