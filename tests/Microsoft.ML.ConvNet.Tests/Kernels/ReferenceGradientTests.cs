using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>The scalar twins' gradients against central differences of their forward passes, in double precision.</summary>
public class ReferenceGradientTests
{
    // Central differences are off by the third derivative times step^2 and by rounding over step: both near 1e-10.
    private const double Step = 1e-5;
    private const double Tolerance = 1e-8;

    [Fact]
    public void OfCorrelations()
    {
        int number = 0;
        foreach (var (drawnInput, drawn) in Drawn(90))
        {
            var border = (PaddingMode)(number % 3);
            int groups = 1 + number++ % 2, outputs = 2 * groups;
            const int batch = 2;
            var input = drawnInput with { Channels = drawnInput.Channels * groups };
            if (border == PaddingMode.Reflect && !CorrelationCases.CanReflect(input, drawn)) continue;
            var window = drawn with { Border = border };
            double[] x = Normal(batch * input.Size, 1), filters = Normal(outputs * drawnInput.Channels * window.KernelHeight * window.KernelWidth, 2);
            double[] y = new double[batch * outputs * window.OutputHeight(input.Height) * window.OutputWidth(input.Width)], along = Normal(y.Length, 3);
            double[] dx = new double[x.Length], dfilters = new double[filters.Length];
            Correlation.BackwardDataReference<double>(input, window, outputs, batch, along, filters, dx);
            Correlation.BackwardFilterReference<double>(input, window, outputs, batch, x, along, dfilters);
            double Loss()
            {
                Correlation.ForwardReference<double>(input, window, outputs, batch, x, filters, y);
                return Dot(y, along);
            }

            Check(x, dx, Loss);
            Check(filters, dfilters, Loss);
        }
    }

    [Fact]
    public void OfLocallyConnectedLayers()
    {
        foreach (var (input, drawn) in Drawn(30))
        {
            const int outputs = 2, batch = 2;
            var window = drawn with { DilationHeight = 1, DilationWidth = 1 };
            int positions = window.OutputHeight(input.Height) * window.OutputWidth(input.Width);
            double[] x = Normal(batch * input.Size, 1), filters = Normal(outputs * positions * input.Channels * window.KernelHeight * window.KernelWidth, 2);
            double[] y = new double[batch * outputs * positions], along = Normal(y.Length, 3), dx = new double[x.Length], dfilters = new double[filters.Length];
            LocallyConnected.BackwardDataReference<double>(input, window, outputs, batch, along, filters, dx);
            LocallyConnected.BackwardFilterReference<double>(input, window, outputs, batch, x, along, dfilters);
            double Loss()
            {
                LocallyConnected.ForwardReference<double>(input, window, outputs, batch, x, filters, y);
                return Dot(y, along);
            }

            Check(x, dx, Loss);
            Check(filters, dfilters, Loss);
        }
    }

    [Fact]
    public void OfPooling()
    {
        foreach (var (input, drawn) in Drawn(30))
        {
            foreach (var windows in new PoolingWindows[] { drawn, new(drawn with { CeilMode = true }, countsPadding: false), new(2, 3) })
            {
                double[] x = Normal(input.Size, 1), dx = new double[x.Length];
                double[] y = new double[input.Channels * windows.OutputHeight(input.Height) * windows.OutputWidth(input.Width)], along = Normal(y.Length, 3);
                Pooling.AverageBackwardReference<double>(input, windows, along, dx);
                Check(x, dx, () =>
                {
                    Pooling.AverageForwardReference<double>(input, windows, x, y);
                    return Dot(y, along);
                });

                // A window that lies in the padding alone has the maximum minus infinity, which does not depend on x.
                Pooling.MaxBackwardReference<double>(input, windows, x, along, dx);
                Check(x, dx, () =>
                {
                    Pooling.MaxForwardReference<double>(input, windows, x, y);
                    for (int i = 0; i < y.Length; i++) y[i] = double.IsNegativeInfinity(y[i]) ? 0 : y[i];
                    return Dot(y, along);
                });
            }
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(20, 3)]
    public void OfBatchNorm(int rows, int channels)
    {
        const double epsilon = 1e-2;
        double[] x = Normal(rows * channels, 1), weight = Normal(channels, 2), bias = Normal(channels, 3), along = Normal(x.Length, 4);
        double[] dx = new double[x.Length], dweight = new double[channels], dbias = new double[channels];
        double[] mean = new double[channels], variance = new double[channels], y = new double[x.Length];
        BatchNorm.BackwardReference<double>(x, along, weight, epsilon, dx, dweight, dbias);
        double Loss()
        {
            BatchNorm.StatisticsReference<double>(x, mean, variance);
            BatchNorm.ForwardReference<double>(x, mean, variance, weight, bias, epsilon, y);
            return Dot(y, along);
        }

        Check(x, dx, Loss);
        Check(weight, dweight, Loss);
        Check(bias, dbias, Loss);
    }

    [Theory]
    [InlineData(6, 1, true)]
    [InlineData(6, 3, true)]
    [InlineData(6, 6, false)]
    public void OfGroupNorm(int channels, int groups, bool isAffine)
    {
        const double epsilon = 1e-2;
        double[] x = Normal(5 * channels, 1), weight = isAffine ? Normal(channels, 2) : [], bias = isAffine ? Normal(channels, 3) : [], along = Normal(x.Length, 4);
        double[] y = new double[x.Length], dx = new double[x.Length], dweight = new double[channels], dbias = new double[channels];
        GroupNorm.BackwardReference<double>(x, along, channels, groups, weight, epsilon, dx, dweight, dbias);
        double Loss()
        {
            GroupNorm.ForwardReference<double>(x, channels, groups, weight, bias, epsilon, y);
            return Dot(y, along);
        }

        Check(x, dx, Loss);
        Check(weight, dweight, Loss);
        Check(bias, dbias, Loss);
    }

    [Theory]
    [InlineData(5, 0.75f)]
    [InlineData(4, 0.5f)]
    [InlineData(1, 1f)]
    [InlineData(20, 2.5f)]
    public void OfLocalResponseNorm(int size, float beta)
    {
        const int channels = 7;
        var window = new ResponseWindow(size, 0.5f, beta, 1.5f);
        double[] x = Normal(3 * channels, 1), along = Normal(x.Length, 2), y = new double[x.Length], dx = new double[x.Length];
        LocalResponseNorm.BackwardReference<double>(x, along, channels, window, dx);
        Check(x, dx, () =>
        {
            LocalResponseNorm.ForwardReference<double>(x, channels, window, y);
            return Dot(y, along);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void OfChannelProducts(int rows)
    {
        double[] x = Normal(rows * 3, 1), factors = Normal(3, 2), along = Normal(x.Length, 3), y = new double[x.Length], dx = new double[x.Length], dfactors = new double[3];
        ChannelProduct.BackwardReference<double>(x, factors, along, dx, dfactors);
        double Loss()
        {
            ChannelProduct.ForwardReference<double>(x, factors, y);
            return Dot(y, along);
        }

        Check(x, dx, Loss);
        Check(factors, dfactors, Loss);
    }

    [Fact]
    public void OfRadialBasisUnits()
    {
        double[] x = Normal(5, 1), centers = Normal(15, 2), along = Normal(3, 3), y = new double[3], dx = new double[5], dcenters = new double[15];
        RadialBasis.BackwardReference<double>(x, centers, along, dx, dcenters);
        double Loss()
        {
            RadialBasis.ForwardReference<double>(x, centers, y);
            return Dot(y, along);
        }

        Check(x, dx, Loss);
        Check(centers, dcenters, Loss);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void OfActivations(string name)
    {
        var function = ActivationCases.All[name];

        // Wide enough to reach the kinks of hard-swish and ReLU6, far enough from them for the step.
        double[] x = Array.ConvertAll(Normal(60, 1), value => 3 * value), along = Normal(60, 2);
        double[] dx = [.. x.Select((value, i) => along[i] * Activation.BackwardReference(value, function))];
        Check(x, dx, () => Dot([.. x.Select(value => Activation.ForwardReference(value, function))], along));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 10)]
    public void OfLosses(int rows, int count)
    {
        foreach (var create in LossChecks.All.Values)
        {
            var function = create(count);
            var (outputs, labels, targets, weights) = LossChecks.Draw(function, rows, count, scale: 1);
            double[] x = Numbers.Double(outputs), t = Numbers.Double(targets), w = Numbers.Double(weights), gradient = new double[x.Length], unused = new double[x.Length];
            function.ForwardReference<double>(x, labels, t, w, gradient);
            Check(x, gradient, () =>
            {
                var (loss, weight) = function.ForwardReference<double>(x, labels, t, w, unused);
                return loss / weight;
            });
        }
    }

    private static IEnumerable<(ImageShape Input, SlidingWindow Window)> Drawn(int count) =>
        CorrelationCases.Windows(seed: 13)
            .Select((window, i) => (Input: new ImageShape(1 + i % 3, 2 + i % 4, 1 + i % 5), Window: window))
            .Where(one => one.Window.OutputHeight(one.Input.Height) > 0 && one.Window.OutputWidth(one.Input.Width) > 0)
            .Take(count);

    private static void Check(double[] variable, double[] gradient, Func<double> loss)
    {
        double scale = 1 + gradient.Max(Math.Abs);
        for (int i = 0; i < variable.Length; i++)
        {
            double value = variable[i];
            variable[i] = value + Step;
            double above = loss();
            variable[i] = value - Step;
            double below = loss();
            variable[i] = value;
            Assert.Equal((above - below) / (2 * Step), gradient[i], Tolerance * scale);
        }
    }

    private static double[] Normal(int count, ulong seed) => Numbers.Double(Numbers.Normal(count, seed + 100));

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
