using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Convolution through the Fourier transform, and the transform itself, against their definitions in double precision.</summary>
internal static unsafe class FourierChecks
{
    /// <summary>Products of a drawn case at most: the definition is slow.</summary>
    private const long MostProducts = 4_000_000;

    private static readonly int[] Channels = [1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33];

    /// <summary>
    /// Kernels of every size around those of the transforms, also larger than the image; every padding; channels around the vector widths; and a few deep layers and many tiles.
    /// </summary>
    public static IEnumerable<CorrelationCase> Cases()
    {
        ulong index = 0;
        int Next(int low, int high) => low + (int)CounterRandom.Below(high - low + 1, seed: 5, stream: 3, index++);
        int OneOf(int[] values) => values[Next(0, values.Length - 1)];
        for (int count = 0; count < 60;)
        {
            int large = OneOf([5, 6, 7, 8, 11, 14, 15, 16, 20]), other = Next(0, 2) == 0 ? Next(1, large) : large;
            var (height, width) = Next(0, 1) == 0 ? (large, other) : (other, large);
            var window = new SlidingWindow(
                height, width, PaddingTop: Next(0, height), PaddingLeft: Next(0, width), PaddingBottom: Next(0, height), PaddingRight: Next(0, width));
            var one = new CorrelationCase(new(OneOf(Channels), Next(1, 20), Next(1, 20)), window, OneOf(Channels), Next(1, 2));
            if (window.OutputHeight(one.Input.Height) <= 0 || window.OutputWidth(one.Input.Width) <= 0) continue;
            if ((long)one.Batch * one.Input.Size * one.Outputs * one.KernelArea > MostProducts) continue;
            count++;
            yield return one;
        }

        yield return new CorrelationCase(new(5, 14, 70), CorrelationCases.Same(5), 6);
        yield return new CorrelationCase(new(80, 7, 7), CorrelationCases.Same(5), 40, Batch: 3);
        yield return new CorrelationCase(new(200, 8, 8), CorrelationCases.Same(5), 20);
        yield return new CorrelationCase(new(10, 9, 5), CorrelationCases.Same(7), 200);
        yield return new CorrelationCase(new(4, 25, 9), CorrelationCases.Same(31), 5);
        yield return new CorrelationCase(new(3, 70, 3), new SlidingWindow(63, 2), 5);
        yield return new CorrelationCase(new(2, 2, 2), CorrelationCases.Same(63), 3);
    }

    /// <summary>Sizes of transforms with which a case is checked: the smaller ones that fit, up to two.</summary>
    public static IEnumerable<int> Sizes(CorrelationCase one) => Fourier.Sizes.Where(size => Fourier.Outputs(one.Window, size) > 1).Take(2);

    public static void CheckAll(KernelSet set)
    {
        foreach (int size in Fourier.Sizes) CheckTransform(set, size);
        foreach (var one in Cases()) Measure(set, one).AssertWithin(ConvolutionErrors.FourierBound, $"{set}, {one}");
    }

    /// <summary>The errors of random values, with the worse of the <see cref="Sizes"/>.</summary>
    public static ConvolutionErrors Measure(KernelSet set, CorrelationCase one)
    {
        var (input, window, channels, batch) = (one.Input, one.Window, one.Outputs, one.Batch);
        float[] x = Numbers.Normal(batch * input.Size, seed: 1), filters = Numbers.Normal(channels * input.Channels * one.KernelArea, seed: 3);
        double[] expected = new double[batch * one.OutputPixels * channels];
        Correlation.ForwardReference<double>(input, window, channels, batch, Numbers.Double(x), Numbers.Double(filters), expected);
        return ConvolutionErrors.Worst(Sizes(one).Select(size => ConvolutionErrors.Of(expected, Run(set, one, size, x, filters), input.Channels * one.KernelArea)));
    }

    private static float[] Run(KernelSet set, CorrelationCase one, int size, float[] x, float[] filters)
    {
        var geometry = CorrelationGeometry.Forward(one.Input, one.Window, one.Outputs);
        Assert.True(Fourier.Fits(geometry));
        var layout = new PanelLayout(set, geometry.Depth, one.Outputs);
        using var panels = new KernelBuffer(layout.Length);
        panels.Span.Clear();
        FilterPacking.Pack(layout, filters, one.Input.Channels, one.KernelArea, panels.Span);
        return TiledChecks.Run(new FourierCorrelation(set, geometry, size), layout, panels, x, one.Batch);
    }

    private static void CheckTransform(KernelSet set, int size)
    {
        if (set.Lanes == 16) CheckTransform<Float16>(size);
        else if (set.Lanes == 8) CheckTransform<Float8>(size);
        else if (set.Lanes == 4) CheckTransform<Float4>(size);
        else CheckTransform<Float1>(size);
    }

    // Forward from strided memory against the definition, then back in place.
    private static void CheckTransform<TVector>(int size)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, stride = 3 * lanes;
        var transform = new FourierTransform(size);
        float[] values = Numbers.Normal(size * stride, seed: (ulong)size);
        using var source = new KernelBuffer(values);
        using var destination = new KernelBuffer(2 * size * lanes);
        using var scratch = new KernelBuffer((long)transform.ScratchVectors * lanes);
        var result = new ComplexVectors(destination.Pointer, destination.Pointer + lanes, 2 * lanes);
        transform.Run<TVector>(new ComplexVectors(source.Pointer, source.Pointer + 2 * lanes, stride), result, scratch.Pointer);
        for (int k = 0; k < size; k++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                double real = 0, imaginary = 0;
                for (int j = 0; j < size; j++)
                {
                    var (sine, cosine) = Math.SinCos(-2 * Math.PI * (j * k % size) / size);
                    double x = values[j * stride + lane], y = values[j * stride + 2 * lanes + lane];
                    real += x * cosine - y * sine;
                    imaginary += x * sine + y * cosine;
                }

                Assert.Equal(real, destination.Span[2 * k * lanes + lane], 1e-6 * size);
                Assert.Equal(imaginary, destination.Span[(2 * k + 1) * lanes + lane], 1e-6 * size);
            }
        }

        transform.Run<TVector>(result.Swapped, result.Swapped, scratch.Pointer);
        for (int j = 0; j < size; j++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                Assert.Equal(values[j * stride + lane], destination.Span[2 * j * lanes + lane] / size, 1e-6f);
                Assert.Equal(values[j * stride + 2 * lanes + lane], destination.Span[(2 * j + 1) * lanes + lane] / size, 1e-6f);
            }
        }
    }
}
