using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Convolution on batch-interleaved activations against the same definition as the other layout, with full and partial blocks.</summary>
internal static unsafe class InterleavedChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int rows = 1; rows <= 9; rows++)
            for (int columns = 1; columns <= 9; columns++) CheckTranspose(rows, columns);
        if (set.InterleavedChannels.Length == 0) return;
        for (int outputs = 1; outputs <= 17; outputs++)
            for (int width = 1; width <= 9; width++) Check(set, new ImageShape(2, 3, width), CorrelationCases.Same(3), outputs, rows: set.Lanes);
        for (int kernel = 1; kernel <= 11; kernel++) Check(set, new ImageShape(3, 4, 13), CorrelationCases.Same(kernel), outputs: 5, rows: 3);
        for (int rows = 1; rows <= set.Lanes; rows++) Check(set, new ImageShape(5, 4, 4), new SlidingWindow(2, 3), outputs: 4, rows);

        // The layout has no dilation.
        foreach (var drawn in CorrelationCases.Windows(seed: 11).Take(200))
        {
            var window = drawn with { DilationHeight = 1, DilationWidth = 1 };
            foreach (var input in new ImageShape[] { new(3, 6, 7), new(1, 1, 9), new(4, 9, 1) })
            {
                if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0) Check(set, input, window, outputs: 7, rows: set.Lanes - 1);
            }
        }
    }

    private static void Check(KernelSet set, ImageShape input, SlidingWindow window, int outputs, int rows)
    {
        var one = new CorrelationCase(input, window, outputs, rows);
        var forward = CorrelationGeometry.Forward(input, window, outputs);
        var transposed = CorrelationGeometry.Transposed(input, window, outputs);
        var output = new ImageShape(outputs, forward.OutputHeight, forward.OutputWidth);
        float[] values = Numbers.Normal(rows * input.Size, seed: 1), gradients = Numbers.Normal(rows * output.Size, seed: 2);
        float[] filterValues = Numbers.Normal(outputs * forward.Depth, seed: 3);
        using var filters = new KernelBuffer(filterValues);
        using var x = Blocks(set, values, rows, input);
        using var dy = Blocks(set, gradients, rows, output);

        double[] expected = new double[gradients.Length], magnitudes = new double[gradients.Length];
        Correlation.ForwardReference<double>(input, window, outputs, rows, Numbers.Double(values), Numbers.Double(filterValues), expected);
        Correlation.ForwardReference<double>(input, window, outputs, rows, Absolute(values), Absolute(filterValues), magnitudes);
        using (var y = new KernelBuffer(set.Lanes * output.Size))
        using (var scratch = new KernelBuffer(InterleavedConvolution.ScratchFloats(set, forward)))
        {
            InterleavedConvolution.Forward(set, forward, x.Pointer, filters.Pointer, y.Pointer, scratch.Pointer);
            Numbers.AssertWithin(expected, magnitudes, forward.Depth + 1, Rows(set, y, rows, output), $"{set}, interleaved forward, {one}");
        }

        expected = new double[values.Length];
        magnitudes = new double[values.Length];
        Correlation.BackwardDataReference<double>(input, window, outputs, rows, Numbers.Double(gradients), Numbers.Double(filterValues), expected);
        Correlation.BackwardDataReference<double>(input, window, outputs, rows, Absolute(gradients), Absolute(filterValues), magnitudes);
        using (var turned = new KernelBuffer(filterValues.Length))
        using (var dx = new KernelBuffer(set.Lanes * input.Size))
        using (var scratch = new KernelBuffer(InterleavedConvolution.ScratchFloats(set, transposed)))
        {
            InterleavedConvolution.Transpose(filters.Pointer, outputs, input.Channels, one.KernelArea, turned.Pointer);
            InterleavedConvolution.Forward(set, transposed, dy.Pointer, turned.Pointer, dx.Pointer, scratch.Pointer);
            Numbers.AssertWithin(expected, magnitudes, transposed.Depth + 1, Rows(set, dx, rows, input), $"{set}, interleaved data gradient, {one}");
        }

        expected = new double[filterValues.Length];
        magnitudes = new double[filterValues.Length];
        Correlation.BackwardFilterReference<double>(input, window, outputs, rows, Numbers.Double(values), Numbers.Double(gradients), expected);
        Correlation.BackwardFilterReference<double>(input, window, outputs, rows, Absolute(values), Absolute(gradients), magnitudes);
        using (var gradient = new KernelBuffer(filterValues.Length))
        using (var scratch = new KernelBuffer(InterleavedConvolution.ScratchFloats(set, forward)))
        {
            InterleavedConvolution.FilterGradient(set, forward, x.Pointer, dy.Pointer, gradient.Pointer, scratch.Pointer);
            Numbers.AssertWithin(expected, magnitudes, rows * one.OutputPixels + 1, gradient.Span, $"{set}, interleaved filter gradient, {one}");
        }
    }

    private static void CheckTranspose(int rows, int columns)
    {
        using var source = new KernelBuffer(Numbers.Normal(rows * columns, seed: 4));
        using var result = new KernelBuffer(source.Length);
        Interleave.Transpose(source.Pointer, rows, columns, result.Pointer);
        for (int i = 0; i < source.Length; i++) Assert.Equal(source.Span[i], result.Span[i % columns * rows + i / columns]);
    }

    /// <summary>A block of images through the kernel, checked against its definition; lanes without an image are zero.</summary>
    private static KernelBuffer Blocks(KernelSet set, float[] values, int rows, ImageShape shape)
    {
        using var source = new KernelBuffer(values);
        var block = new KernelBuffer(set.Lanes * shape.Size);
        int pixels = shape.Height * shape.Width;
        Interleave.FromRows(source.Pointer, rows, pixels, shape.Channels, set.Lanes, block.Pointer);
        for (int channel = 0; channel < shape.Channels; channel++)
            for (int pixel = 0; pixel < pixels; pixel++)
                for (int lane = 0; lane < set.Lanes; lane++)
                    Assert.Equal(
                        lane < rows ? values[lane * shape.Size + pixel * shape.Channels + channel] : 0,
                        block.Span[(channel * pixels + pixel) * set.Lanes + lane]);
        return block;
    }

    /// <summary>Back to images in H, W, C order.</summary>
    private static float[] Rows(KernelSet set, KernelBuffer block, int rows, ImageShape shape)
    {
        using var planes = new KernelBuffer(rows * shape.Size);
        Interleave.ToRows(block.Pointer, rows, shape.Size, set.Lanes, planes.Pointer);
        float[] result = new float[planes.Length];
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < result.Length; i++)
        {
            int row = i / shape.Size, channel = i % shape.Size / pixels, pixel = i % pixels;
            result[row * shape.Size + pixel * shape.Channels + channel] = planes.Span[i];
        }

        return result;
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
