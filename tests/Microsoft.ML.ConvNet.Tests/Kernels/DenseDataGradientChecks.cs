using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>The data gradient of a large dense layer, weights in place, against the definition.</summary>
internal static unsafe class DenseDataGradientChecks
{
    public static void CheckAll(KernelSet set)
    {
        foreach (int inputs in new[] { 1, 15, 256, 257, 300 })
        foreach (int outputs in new[] { 13, 16, 33, 70 })
        foreach (int rows in new[] { 1, 4, 16, 31, 32, 45 }) Check(set, inputs, outputs, rows);
    }

    private static void Check(KernelSet set, int inputs, int outputs, int rows)
    {
        var image = new ImageShape(inputs, 1, 1);
        var window = new SlidingWindow(1, 1);
        var layout = new PanelLayout(set, inputs, outputs);
        float[] weights = Numbers.Normal(inputs * outputs, seed: 1);
        using var panels = new KernelBuffer(layout.Length);
        using var dy = new KernelBuffer(Numbers.Normal(rows * outputs, seed: 2));
        using var turned = new KernelBuffer(DenseDataGradient.TurnedFloats(set, layout, rows));
        using var dx = new KernelBuffer(rows * inputs);
        using var sums = new KernelBuffer(DenseDataGradient.ScratchFloats(set));
        panels.Span.Clear();
        FilterPacking.Pack(layout, weights, inputs, 1, panels.Span);
        for (int panel = 0; panel * set.PanelWidth < rows; panel++) DenseDataGradient.Turn(set, layout, dy.Pointer, rows, turned.Pointer, panel);
        for (int run = 0; run < DenseDataGradient.Runs(layout); run++)
            DenseDataGradient.Backward(set, layout, panels.Pointer, turned.Pointer, rows, run, dx.Pointer, sums.Pointer);
        double[] expected = new double[dx.Length], magnitudes = new double[expected.Length];
        Correlation.BackwardDataReference<double>(image, window, outputs, rows, Numbers.Double(dy.Span), Numbers.Double(weights), expected);
        Correlation.BackwardDataReference<double>(
            image, window, outputs, rows, Array.ConvertAll(dy.Span.ToArray(), value => (double)Math.Abs(value)), Array.ConvertAll(weights, value => (double)Math.Abs(value)), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, outputs + 1, dx.Span, $"{set}, {rows} rows of {inputs} inputs, {outputs} outputs");
    }
}
