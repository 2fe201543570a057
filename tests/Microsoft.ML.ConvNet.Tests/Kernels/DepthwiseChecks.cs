using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Depthwise convolution against the definition (a convolution of as many groups as channels) in double precision, and its packing.</summary>
internal static unsafe class DepthwiseChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 3 * set.PanelVector + 1; channels++) Check(set, new ImageShape(channels, 4, 5), CorrelationCases.Same(3), batch: 2);
        for (int width = 1; width <= 25; width++) Check(set, new ImageShape(17, 2, width), CorrelationCases.Same(3), batch: 1);
        foreach (int kernel in new[] { 4, 5, 6, 7, 9 }) Check(set, new ImageShape(17, 7, 11), CorrelationCases.Same(kernel), batch: 1);
        Check(set, new ImageShape(9, 120, 90), CorrelationCases.Same(3), batch: 1);
        foreach (var window in CorrelationCases.Windows(seed: 7).Take(120))
        {
            foreach (var input in new ImageShape[] { new(17, 6, 7), new(3, 1, 9), new(8, 9, 1) })
            {
                if (window.OutputHeight(input.Height) <= 0 || window.OutputWidth(input.Width) <= 0) continue;
                Check(set, input, window, batch: 1);
                CheckNormalized(set, input, window);
                Check(set, input, window with { Border = PaddingMode.Replicate }, batch: 1);
                if (CorrelationCases.CanReflect(input, window)) Check(set, input, window with { Border = PaddingMode.Reflect }, batch: 1);
            }
        }
    }

    /// <summary>The errors of the forward pass of random values.</summary>
    public static ConvolutionErrors Measure(KernelSet set, ImageShape input, SlidingWindow window)
    {
        int channels = input.Channels, area = window.KernelHeight * window.KernelWidth;
        float[] values = Numbers.Normal(input.Size, seed: 1), filters = Numbers.Normal(channels * area, seed: 3);
        var geometry = CorrelationGeometry.Forward(input, window, channels);
        using var x = new KernelBuffer(values);
        using var packed = new KernelBuffer(filters.Length);
        using var y = new KernelBuffer(geometry.OutputHeight * geometry.OutputWidth * channels);
        DepthwiseConvolution.Pack(filters, channels, packed.Span);
        Forward(set, geometry, x.Pointer, packed, isTurned: false, y.Pointer);
        double[] expected = new double[y.Length];
        Correlation.ForwardReference<double>(input, window, channels, 1, Numbers.Double(values), Numbers.Double(filters), expected);
        return ConvolutionErrors.Of(expected, y.Span, area);
    }

    private static void Check(KernelSet set, ImageShape input, SlidingWindow window, int batch)
    {
        int channels = input.Channels, area = window.KernelHeight * window.KernelWidth;
        int pixels = window.OutputHeight(input.Height) * window.OutputWidth(input.Width), outputSize = pixels * channels;
        float[] values = Numbers.Normal(batch * input.Size, seed: 1), gradients = Numbers.Normal(batch * outputSize, seed: 2);
        float[] filters = Numbers.Normal(channels * area, seed: 3);
        using var x = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var packed = new KernelBuffer(filters.Length);
        float[] unpacked = new float[filters.Length];
        DepthwiseConvolution.Pack(filters, channels, packed.Span);
        DepthwiseConvolution.Unpack(packed.Span, channels, unpacked);
        Assert.Equal(filters, unpacked);

        var geometry = CorrelationGeometry.Forward(input, window, channels);
        var shape = window.ShowsPixelsAgain ? window.Padded(input) : input;
        var transposed = CorrelationGeometry.Transposed(shape, window.ShowsPixelsAgain ? window.WithoutPadding() : window, channels);
        var image = new PaddedImage(input.Height, input.Width, channels, shape.Height, shape.Width, window.PaddingTop, window.PaddingLeft, Border: window.Border);
        using var y = new KernelBuffer(gradients.Length);
        using var dx = new KernelBuffer(values.Length);
        using var dfilters = new KernelBuffer(filters.Length);
        dfilters.Span.Clear();
        for (int i = 0; i < batch; i++)
        {
            float* source = x.Pointer + i * input.Size, gradient = dy.Pointer + i * outputSize;
            using var padded = new KernelBuffer(shape.Size);
            Forward(set, geometry, source, packed, isTurned: false, y.Pointer + i * outputSize);
            Forward(set, transposed, gradient, packed, isTurned: true, padded.Pointer);
            if (window.ShowsPixelsAgain) image.Fold(set, padded.Pointer, dx.Pointer + i * input.Size);
            else padded.Span.CopyTo(dx.Span[(i * input.Size)..]);
            int rows = DepthwiseConvolution.RowsPerBlock(geometry);
            using var scratch = new KernelBuffer(DepthwiseConvolution.ScratchFloats(geometry, rows));
            for (int row = 0; row < geometry.OutputHeight; row += rows)
                DepthwiseConvolution.FilterGradient(
                    set, geometry, new DepthwiseSource { Values = source }, gradient, dfilters.Pointer, row, Math.Min(rows, geometry.OutputHeight - row), scratch.Pointer);
        }

        double[] expected = new double[y.Length], magnitudes = new double[y.Length];
        Correlation.ForwardReference<double>(input, window, channels, batch, Numbers.Double(values), Numbers.Double(filters), expected);
        Correlation.ForwardReference<double>(input, window, channels, batch, Absolute(values), Absolute(filters), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, area + 1, y.Span, $"{set}, depthwise forward, {input}, {window}");
        expected = new double[dx.Length];
        magnitudes = new double[dx.Length];
        Correlation.BackwardDataReference<double>(input, window, channels, batch, Numbers.Double(gradients), Numbers.Double(filters), expected);
        Correlation.BackwardDataReference<double>(input, window, channels, batch, Absolute(gradients), Absolute(filters), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, area + 1 + shape.Size / channels, dx.Span, $"{set}, depthwise data gradient, {input}, {window}");
        expected = new double[filters.Length];
        magnitudes = new double[filters.Length];
        Correlation.BackwardFilterReference<double>(input, window, channels, batch, Numbers.Double(values), Numbers.Double(gradients), expected);
        Correlation.BackwardFilterReference<double>(input, window, channels, batch, Absolute(values), Absolute(gradients), magnitudes);
        DepthwiseConvolution.Unpack(dfilters.Span, channels, unpacked);
        Numbers.AssertWithin(expected, magnitudes, batch * pixels + 1, unpacked, $"{set}, depthwise filter gradient, {input}, {window}");
    }

    /// <summary>Normalised on the way or before: the same bits.</summary>
    private static void CheckNormalized(KernelSet set, ImageShape input, SlidingWindow window)
    {
        int channels = input.Channels, length = channels * window.KernelHeight * window.KernelWidth;
        var geometry = CorrelationGeometry.Forward(input, window, channels);
        int outputs = geometry.OutputHeight * geometry.OutputWidth * channels, rows = DepthwiseConvolution.RowsPerBlock(geometry);
        using var x = new KernelBuffer(Numbers.Normal(input.Size, seed: 1));
        using var scale = new KernelBuffer(Numbers.Normal(channels, seed: 2));
        using var shift = new KernelBuffer(Numbers.Normal(channels, seed: 3));
        using var filters = new KernelBuffer(Numbers.Normal(length, seed: 4));
        using var dy = new KernelBuffer(Numbers.Normal(outputs, seed: 5));
        using var normalized = new KernelBuffer(input.Size);
        Activation.Forward(set, x.Pointer, normalized.Pointer, input.Height * input.Width, channels, channels, scale.Pointer, shift.Pointer, ActivationFunction.ReLU);
        DepthwiseSource before = new() { Values = normalized.Pointer };
        DepthwiseSource onTheWay = new() { Values = x.Pointer, Scale = scale.Pointer, Shift = shift.Pointer, Function = ActivationFunction.ReLU };
        var results = new List<float[]>();
        foreach (var source in new[] { before, onTheWay })
        {
            using var y = new KernelBuffer(outputs);
            using var gradient = new KernelBuffer(length);
            using var scratch = new KernelBuffer(DepthwiseConvolution.ScratchFloats(geometry, rows, source.IsNormalized));
            gradient.Span.Clear();
            for (int row = 0; row < geometry.OutputHeight; row += rows)
            {
                int count = Math.Min(rows, geometry.OutputHeight - row);
                DepthwiseConvolution.Forward(set, geometry, source, filters.Pointer, isTurned: false, y.Pointer, row, count, scratch.Pointer);
                DepthwiseConvolution.FilterGradient(set, geometry, source, dy.Pointer, gradient.Pointer, row, count, scratch.Pointer);
            }

            results.Add([.. y.Span, .. gradient.Span]);
        }

        Numbers.AssertSameBits(results[0], results[1], $"{set}, depthwise of normalised values, {input}, {window}");
    }

    private static void Forward(KernelSet set, CorrelationGeometry geometry, float* x, KernelBuffer filters, bool isTurned, float* y)
    {
        int rows = DepthwiseConvolution.RowsPerBlock(geometry);
        using var scratch = new KernelBuffer(DepthwiseConvolution.ScratchFloats(geometry, rows));
        for (int row = 0; row < geometry.OutputHeight; row += rows)
            DepthwiseConvolution.Forward(
                set, geometry, new DepthwiseSource { Values = x }, filters.Pointer, isTurned, y, row, Math.Min(rows, geometry.OutputHeight - row), scratch.Pointer);
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
