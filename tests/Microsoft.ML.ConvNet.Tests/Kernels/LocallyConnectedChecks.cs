using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Locally connected layers against the definition in double precision, and their packing.</summary>
internal static unsafe class LocallyConnectedChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= set.PanelVector + 2; channels++) Check(set, new ImageShape(channels, 3, 4), CorrelationCases.Same(3), outputs: 2, batch: 2);
        foreach (var drawn in CorrelationCases.Windows(seed: 19).Take(60))
        {
            var window = drawn with { DilationHeight = 1, DilationWidth = 1 };
            foreach (var input in new ImageShape[] { new(7, 5, 6), new(1, 1, 9), new(3, 8, 1) })
            {
                if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0) Check(set, input, window, outputs: 3, batch: 2);
            }
        }
    }

    private static void Check(KernelSet set, ImageShape input, SlidingWindow window, int outputs, int batch)
    {
        var geometry = new LocalGeometry(input, window, outputs);
        float[] values = Numbers.Normal(batch * input.Size, seed: 1), gradients = Numbers.Normal(batch * geometry.OutputFloats, seed: 2);
        float[] filters = Numbers.Normal(geometry.OutputFloats * geometry.Depth, seed: 3), biases = Numbers.Normal(geometry.OutputFloats, seed: 4);
        using var x = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var bias = new KernelBuffer(biases);
        using var packed = new KernelBuffer(filters.Length);
        float[] unpacked = new float[filters.Length];
        LocallyConnected.Pack(geometry, filters, packed.Span);
        LocallyConnected.Unpack(geometry, packed.Span, unpacked);
        Assert.Equal(filters, unpacked);

        using var y = new KernelBuffer(gradients.Length);
        using var dx = new KernelBuffer(values.Length);
        using var dfilters = new KernelBuffer(filters.Length);
        using var dbias = new KernelBuffer(biases.Length);
        for (int row = 0; row < geometry.Rows.Outputs; row++)
        {
            LocallyConnected.Forward(set, geometry, batch, x.Pointer, packed.Pointer, bias.Pointer, y.Pointer, row);
            LocallyConnected.FilterGradient(set, geometry, batch, x.Pointer, dy.Pointer, dfilters.Pointer, dbias.Pointer, row);
        }

        for (int image = 0; image < batch; image++)
            LocallyConnected.DataGradient(set, geometry, dy.Pointer + image * geometry.OutputFloats, packed.Pointer, dx.Pointer + image * input.Size);

        int operations = geometry.Depth + 2;
        double[] expected = new double[y.Length], magnitudes = new double[y.Length];
        LocallyConnected.ForwardReference<double>(input, window, outputs, batch, Numbers.Double(values), Numbers.Double(filters), expected);
        LocallyConnected.AddBiasReference<double>(outputs, Numbers.Double(biases), expected);
        LocallyConnected.ForwardReference<double>(input, window, outputs, batch, Absolute(values), Absolute(filters), magnitudes);
        LocallyConnected.AddBiasReference<double>(outputs, Absolute(biases), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, operations, y.Span, $"{set}, locally connected forward, {input}, {window}");
        expected = new double[dx.Length];
        magnitudes = new double[dx.Length];
        LocallyConnected.BackwardDataReference<double>(input, window, outputs, batch, Numbers.Double(gradients), Numbers.Double(filters), expected);
        LocallyConnected.BackwardDataReference<double>(input, window, outputs, batch, Absolute(gradients), Absolute(filters), magnitudes);
        Numbers.AssertWithin(expected, magnitudes, operations * outputs, dx.Span, $"{set}, locally connected data gradient, {input}, {window}");
        expected = new double[filters.Length];
        magnitudes = new double[filters.Length];
        LocallyConnected.BackwardFilterReference<double>(input, window, outputs, batch, Numbers.Double(values), Numbers.Double(gradients), expected);
        LocallyConnected.BackwardFilterReference<double>(input, window, outputs, batch, Absolute(values), Absolute(gradients), magnitudes);
        LocallyConnected.Unpack(geometry, dfilters.Span, unpacked);
        Numbers.AssertWithin(expected, magnitudes, batch + 1, unpacked, $"{set}, locally connected filter gradient, {input}, {window}");
        for (int i = 0; i < biases.Length; i++)
        {
            int place = i % geometry.Positions * outputs + i / geometry.Positions;
            Assert.Equal(gradients[place] + gradients[geometry.OutputFloats + place], dbias.Span[i], 1e-6f);
        }
    }

    private static double[] Absolute(ReadOnlySpan<float> values) => Numbers.Magnitudes(Numbers.Double(values));
}
