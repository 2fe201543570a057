using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Radial basis units against their definition in double precision.</summary>
internal static unsafe class RadialBasisChecks
{
    public static void CheckAll(KernelSet set)
    {
        for (int inputs = 1; inputs <= 2 * set.PanelVector + 1; inputs++) Check(set, rows: 2, inputs, outputs: 3, center: 0);
        Check(set, rows: 3, inputs: 84, outputs: 10, center: 0);

        // Far from zero the distances stay exact: they are sums of differences, not of squares.
        Check(set, rows: 2, inputs: 40, outputs: 2, center: 4096);
    }

    private static void Check(KernelSet set, int rows, int inputs, int outputs, float center)
    {
        float[] values = Array.ConvertAll(Numbers.Normal(rows * inputs, seed: 1), value => center + value);
        float[] centerValues = Array.ConvertAll(Numbers.Normal(outputs * inputs, seed: 2), value => center + value), gradients = Numbers.Normal(rows * outputs, seed: 3);
        double[] x = Numbers.Double(values), centers = Numbers.Double(centerValues), dy = Numbers.Double(gradients), dcenters = new double[centers.Length];
        double[] centerMagnitudes = new double[centers.Length];
        FormattableString what = $"{set}, {rows} rows of {inputs} inputs, {outputs} units around {center}";

        using var source = new KernelBuffer(values);
        using var units = new KernelBuffer(centerValues);
        using var gradient = new KernelBuffer(gradients);
        for (int row = 0; row < rows; row++)
        {
            double[] image = x[(row * inputs)..((row + 1) * inputs)], slopes = dy[(row * outputs)..((row + 1) * outputs)];
            double[] expected = new double[outputs], dx = new double[inputs], magnitudes = new double[inputs];
            RadialBasis.ForwardReference<double>(image, centers, expected);
            RadialBasis.BackwardReference<double>(image, centers, slopes, dx, dcenters);
            for (int i = 0; i < outputs; i++)
            {
                for (int j = 0; j < inputs; j++)
                {
                    double pull = Math.Abs(2 * slopes[i] * (image[j] - centers[i * inputs + j]));
                    magnitudes[j] += pull;
                    centerMagnitudes[i * inputs + j] += pull;
                }
            }

            using var result = new KernelBuffer(outputs);
            using var dataGradient = new KernelBuffer(inputs);
            RadialBasis.Forward(set, source.Pointer + row * inputs, units.Pointer, result.Pointer, inputs, outputs);
            Numbers.AssertWithin(expected, Numbers.Magnitudes(expected), inputs + 3, result.Span, $"forward, {what}");
            RadialBasis.BackwardData(set, source.Pointer + row * inputs, units.Pointer, gradient.Pointer + row * outputs, dataGradient.Pointer, inputs, outputs);
            Numbers.AssertWithin(dx, magnitudes, outputs + 3, dataGradient.Span, $"backward, {what}");
        }

        using var centerGradient = new KernelBuffer(centerValues.Length);
        for (int i = 0; i < outputs; i++)
        {
            RadialBasis.BackwardCenter(
                set, source.Pointer, units.Pointer + i * inputs, gradient.Pointer + i, centerGradient.Pointer + i * inputs, rows, inputs, outputs);
        }

        Numbers.AssertWithin(dcenters, centerMagnitudes, rows + 3, centerGradient.Span, $"centers' gradient, {what}");
    }
}
