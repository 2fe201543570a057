using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Batch normalisation, as its steps put the kernels together, against the paper's formulas in double precision.</summary>
internal static unsafe class BatchNormChecks
{
    private const float Epsilon = 1e-5f;

    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 3 * set.PanelVector + 1; channels++)
            Check(set, rows: 11, rowsPerBlock: 4, channels, mean: 0, deviation: 1);
        foreach (int rows in new[] { 2, 3, 64, 500 })
            foreach (int rowsPerBlock in new[] { 1, 7, 500 }) Check(set, rows, rowsPerBlock, channels: 19, mean: 0.5f, deviation: 2);

        foreach (var function in new[] { ActivationFunction.Identity, ActivationFunction.ReLU, new(ActivationKind.ReLU6), new(ActivationKind.LeakyReLU, 0.1f) })
        {
            Assert.True(function.IsRectifier);
            foreach (int channels in new[] { 1, 7, 16, 31, 3 * set.PanelVector + 5 })
                foreach (int rows in new[] { 1, 5, 8 }) CheckRectifier(set, rows, channels, function);
        }

        // A mean that is large against the deviation: the squares must not be summed before the mean is taken off.
        Check(set, rows: 700, rowsPerBlock: 100, channels: 17, mean: 1000, deviation: 1);
        CheckSingleRow();
    }

    private static void Check(KernelSet set, int rows, int rowsPerBlock, int channels, float mean, float deviation)
    {
        int blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
        float[] values = Array.ConvertAll(Numbers.Normal(rows * channels, seed: 1), value => mean + deviation * value);
        float[] weights = Numbers.Normal(channels, seed: 2), biases = Numbers.Normal(channels, seed: 3), gradients = Numbers.Normal(rows * channels, seed: 4);
        double[] x = Numbers.Double(values), expectedMean = new double[channels], expectedVariance = new double[channels];
        BatchNorm.StatisticsReference<double>(x, expectedMean, expectedVariance);

        using var source = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var parts = new KernelBuffer(2L * blocks * channels);
        using var counts = new KernelBuffer(blocks);
        using var statistics = new KernelBuffer(2L * channels);
        using var weight = new KernelBuffer(weights);
        using var bias = new KernelBuffer(biases);
        using var coefficients = new KernelBuffer(3L * channels);
        float* batchMean = statistics.Pointer, batchVariance = statistics.Pointer + channels;
        for (int block = 0; block < blocks; block++)
        {
            long first = (long)block * rowsPerBlock, count = Math.Min(rowsPerBlock, rows - first);
            float* part = parts.Pointer + 2L * block * channels;
            counts.Span[block] = count;
            BatchNorm.BlockStatistics(set, source.Pointer + first * channels, count, channels, channels, part, part + channels);
        }

        for (int c = 0; c < channels; c += BatchNorm.CombinedChannels)
            BatchNorm.CombineStatistics(
                counts.Pointer, parts.Pointer + c, parts.Pointer + channels + c, blocks, 2L * channels, Math.Min(BatchNorm.CombinedChannels, channels - c),
                batchMean + c, batchVariance + c);
        string what = $"{set}, {rows} rows in blocks of {rowsPerBlock}, {channels} channels, mean {mean}, deviation {deviation}";

        // Errors are relative to the values: a block's mean is off by rows * u * |mean|, which moves the variance by its square only.
        double valueError = rowsPerBlock * Numbers.UnitRoundoff * (Math.Abs(mean) + 4 * deviation), varianceError = valueError * valueError;
        AssertClose(expectedMean, statistics.Span[..channels], [valueError + Numbers.UnitRoundoff * Math.Abs(mean)], $"mean, {what}");
        double relative = 4 * (rowsPerBlock + 8) * Numbers.UnitRoundoff;
        for (int c = 0; c < channels; c++)
            Assert.InRange(
                batchVariance[c], expectedVariance[c] * (1 - relative) - 4 * varianceError, expectedVariance[c] * (1 + relative) + 4 * varianceError);

        double[] tolerances = Tolerances(x, expectedVariance, rowsPerBlock + blocks);
        CheckForward(set, source, x, statistics, weight, bias, coefficients, what, tolerances);
        CheckBackward(set, rows, rowsPerBlock, source, dy, statistics, weight, coefficients, what, tolerances);
    }

    private static void CheckForward(
        KernelSet set, KernelBuffer source, double[] x, KernelBuffer statistics, KernelBuffer weight, KernelBuffer bias, KernelBuffer coefficients,
        string what, double[] tolerances)
    {
        int channels = weight.Length, rows = x.Length / channels;
        double[] mean = new double[channels], variance = new double[channels], expected = new double[x.Length];
        BatchNorm.StatisticsReference<double>(x, mean, variance);
        BatchNorm.ForwardReference<double>(x, mean, variance, Numbers.Double(weight.Span), Numbers.Double(bias.Span), Epsilon, expected);
        float* scale = coefficients.Pointer, shift = scale + channels;
        BatchNorm.ScaleAndShift(statistics.Pointer, statistics.Pointer + channels, weight.Pointer, bias.Pointer, Epsilon, channels, scale, shift);
        using var y = new KernelBuffer(x.Length);
        Activation.Forward(set, source.Pointer, y.Pointer, rows, channels, channels, scale, shift, ActivationFunction.Identity);

        AssertClose(
            expected, y.Span, [.. tolerances.Select((tolerance, c) => tolerance * (1 + Math.Abs(weight.Span[c]) + Math.Abs(bias.Span[c])))],
            $"forward, {what}");
    }

    private static void CheckBackward(
        KernelSet set, int rows, int rowsPerBlock, KernelBuffer source, KernelBuffer dy, KernelBuffer statistics, KernelBuffer weight,
        KernelBuffer coefficients, string what, double[] tolerances)
    {
        int channels = weight.Length, blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
        double[] expectedDx = new double[source.Length], expectedWeight = new double[channels], expectedBias = new double[channels];
        BatchNorm.BackwardReference<double>(
            Numbers.Double(source.Span), Numbers.Double(dy.Span), Numbers.Double(weight.Span), Epsilon, expectedDx, expectedWeight, expectedBias);

        using var parts = new KernelBuffer(2L * blocks * channels);
        for (int block = 0; block < blocks; block++)
        {
            long first = (long)block * rowsPerBlock, count = Math.Min(rowsPerBlock, rows - first);
            float* part = parts.Pointer + 2L * block * channels;
            var blockRows = Rows(source.Pointer + first * channels, dy.Pointer + first * channels, count, channels);
            BatchNorm.BlockGradientSums(set, blockRows, ActivationFunction.Identity, statistics.Pointer, part, part + channels);
        }

        float* sums = parts.Pointer;
        ChannelReduction.SumParts(set, sums, 2L * channels, blocks, sums, 0, 2L * channels);
        using var weightGradient = new KernelBuffer(channels);
        using var biasGradient = new KernelBuffer(channels);
        float* scale = coefficients.Pointer, slope = scale + channels, offset = slope + channels;
        BatchNorm.GradientCoefficients(
            sums, sums + channels, statistics.Pointer, statistics.Pointer + channels, weight.Pointer, Epsilon, rows, channels,
            weightGradient.Pointer, biasGradient.Pointer, scale, slope, offset);
        double[] sumTolerances = Array.ConvertAll(tolerances, tolerance => tolerance * rows * 4);
        AssertClose(expectedWeight, weightGradient.Span, sumTolerances, $"weight gradient, {what}");
        AssertClose(expectedBias, biasGradient.Span, sumTolerances, $"bias gradient, {what}");

        // dy, its mean and its projection, each of the size of dy, times weight / deviation.
        double[] inputTolerances = [.. tolerances.Select((tolerance, c) => tolerance * 3 * 4 * Math.Abs(coefficients.Span[c]))];
        using var dx = new KernelBuffer(source.Length);
        var all = Rows(source.Pointer, dy.Pointer, rows, channels);
        BatchNorm.Backward(set, all, ActivationFunction.Identity, dx.Pointer, scale, slope, offset);
        AssertClose(expectedDx, dx.Span, inputTolerances, $"backward, {what}");
        BatchNorm.Backward(set, all, ActivationFunction.Identity, dy.Pointer, scale, slope, offset);
        Numbers.AssertSameBits(dx.Span, dy.Span, $"backward in place, {what}");
    }

    /// <summary>
    /// With a rectifier the passes must do to the bit what they do without one on the gradient times the derivative at what the forward pass wrote; also on columns
    /// of wider rows.
    /// </summary>
    private static void CheckRectifier(KernelSet set, int rows, int channels, ActivationFunction function)
    {
        int stride = channels + 3;
        float[] values = Numbers.Normal(rows * stride, seed: 5), gradients = Numbers.Normal(rows * stride, seed: 6);
        using var x = new KernelBuffer(values);
        using var dy = new KernelBuffer(gradients);
        using var masked = new KernelBuffer(gradients);
        using var scale = new KernelBuffer(Numbers.Normal(channels, seed: 7));
        using var shift = new KernelBuffer(Numbers.Normal(channels, seed: 8));
        using var mean = new KernelBuffer(Numbers.Normal(channels, seed: 9));
        using var y = new KernelBuffer(values);
        Activation.Forward(set, x.Pointer, y.Pointer, rows, channels, stride, scale.Pointer, shift.Pointer, function);
        for (int i = 0; i < rows * stride; i++)
        {
            float derivative = i % stride < channels ? Activation.BackwardReference(y.Span[i], function) : 1;
            masked.Span[i] = derivative == 0 ? 0 : derivative * masked.Span[i];
        }

        var withFunction = new NormRows
        {
            X = x.Pointer, Gradient = dy.Pointer, Count = rows, Channels = channels, Stride = stride, Scale = scale.Pointer, Shift = shift.Pointer, Parameter = function.Parameter,
        };
        var without = withFunction with { Gradient = masked.Pointer, Scale = null, Shift = null };
        using var sums = new KernelBuffer(2L * channels);
        using var expectedSums = new KernelBuffer(2L * channels);
        BatchNorm.BlockGradientSums(set, withFunction, function, mean.Pointer, sums.Pointer, sums.Pointer + channels);
        BatchNorm.BlockGradientSums(set, without, ActivationFunction.Identity, mean.Pointer, expectedSums.Pointer, expectedSums.Pointer + channels);
        string what = $"{set}, {function} behind the norm, {rows} rows, {channels} channels";
        Numbers.AssertSameBits(expectedSums.Span, sums.Span, $"sums, {what}");
        BatchNorm.Backward(set, withFunction, function, dy.Pointer, scale.Pointer, shift.Pointer, mean.Pointer);
        BatchNorm.Backward(set, without, ActivationFunction.Identity, masked.Pointer, scale.Pointer, shift.Pointer, mean.Pointer);
        Numbers.AssertSameBits(masked.Span, dy.Span, $"backward, {what}");
    }

    private static NormRows Rows(float* x, float* dy, long count, int channels) => new() { X = x, Gradient = dy, Count = count, Channels = channels, Stride = channels };

    /// <summary>A batch of one value a channel has variance 0, and no unbiased variance: nothing may become NaN.</summary>
    private static void CheckSingleRow()
    {
        const int channels = 3;
        using var mean = new KernelBuffer([1, 2, 3]);
        using var variance = new KernelBuffer([0, 0, 0]);
        using var runningMean = new KernelBuffer([0, 0, 0]);
        using var runningVariance = new KernelBuffer([1, 1, 1]);
        BatchNorm.UpdateRunning(mean.Pointer, variance.Pointer, rows: 1, momentum: 0.25f, channels, runningMean.Pointer, runningVariance.Pointer);
        Assert.Equal([0.25f, 0.5f, 0.75f], runningMean.Span.ToArray());
        Assert.Equal([0.75f, 0.75f, 0.75f], runningVariance.Span.ToArray());

        // Five rows: the running variance takes the unbiased variance, 5/4 of the biased one.
        variance.Span.Fill(4);
        BatchNorm.UpdateRunning(mean.Pointer, variance.Pointer, rows: 5, momentum: 0.25f, channels, runningMean.Pointer, runningVariance.Pointer);
        Assert.All(runningVariance.Span.ToArray(), value => Assert.Equal(0.75 * 0.75 + 0.25 * 5, value, 1e-6));
    }

    /// <summary>
    /// What a channel's normalised values may be off by. Sums over blocks and over the rows of one are rounded once a row, the values themselves a few times,
    /// relative to the largest value; normalising divides that by the deviation.
    /// </summary>
    private static double[] Tolerances(double[] x, double[] variance, int additions)
    {
        double[] largest = new double[variance.Length];
        for (int i = 0; i < x.Length; i++) largest[i % largest.Length] = Math.Max(largest[i % largest.Length], Math.Abs(x[i]));
        return [.. largest.Select((value, c) => (additions + 16) * Numbers.UnitRoundoff * (1 + value / Math.Sqrt(variance[c] + Epsilon)))];
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, ReadOnlySpan<double> tolerances, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = tolerances[i % tolerances.Length];
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}: value {i} is {actual[i]}, expected {expected[i]} within {tolerance:G3}.");
        }
    }
}
