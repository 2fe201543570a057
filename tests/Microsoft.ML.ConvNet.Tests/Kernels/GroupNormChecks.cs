using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Group normalisation, as its steps put the kernels together, against the paper's formulas in double precision.</summary>
internal static unsafe class GroupNormChecks
{
    private const float Epsilon = 1e-5f;

    public static void CheckAll(KernelSet set)
    {
        for (int channels = 1; channels <= 2 * set.PanelVector + 1; channels++) Check(set, pixels: 6, channels, groups: 1, mean: 0, deviation: 1, isAffine: true);
        foreach (int groups in new[] { 1, 2, 4, 6, 12 })
            foreach (bool isAffine in new[] { true, false }) Check(set, pixels: 9, channels: 12, groups, mean: 0.5f, deviation: 2, isAffine);

        // One value in each group: variance 0. More pixels than a block has. A mean that is large against the deviation.
        Check(set, pixels: 1, channels: 5, groups: 5, mean: 1, deviation: 1, isAffine: true);
        Check(set, pixels: 1200, channels: 34, groups: 2, mean: 0, deviation: 1, isAffine: true);
        Check(set, pixels: 500, channels: 16, groups: 4, mean: 1000, deviation: 1, isAffine: true);
    }

    private static void Check(KernelSet set, int pixels, int channels, int groups, float mean, float deviation, bool isAffine)
    {
        // The groups differ, so that taking another group's numbers shows.
        int width = channels / groups, count = pixels * channels;
        float[] values = [.. Numbers.Normal(count, seed: 1).Select((value, i) => mean * (1 + i % channels / width) + deviation * value)];
        float[] gradients = Numbers.Normal(count, seed: 2), weights = isAffine ? Numbers.Normal(channels, seed: 3) : [], biases = isAffine ? Numbers.Normal(channels, seed: 4) : [];
        double[] x = Numbers.Double(values), dy = Numbers.Double(gradients), weightValues = Numbers.Double(weights), biasValues = Numbers.Double(biases);
        double[] expected = new double[count], expectedGradient = new double[count], expectedWeight = new double[channels], expectedBias = new double[channels];
        GroupNorm.ForwardReference<double>(x, channels, groups, weightValues, biasValues, Epsilon, expected);
        GroupNorm.BackwardReference<double>(x, dy, channels, groups, weightValues, Epsilon, expectedGradient, expectedWeight, expectedBias);

        using var source = new KernelBuffer(values);
        using var gradient = new KernelBuffer(gradients);
        using var result = new KernelBuffer(count);
        using var weight = new KernelBuffer(weights);
        using var bias = new KernelBuffer(biases);
        using var statistics = new KernelBuffer(2L * channels);
        using var scratch = new KernelBuffer(GroupNorm.ScratchFloats(pixels, channels));
        using var numbers = new KernelBuffer(7L * channels);
        float* factors = isAffine ? weight.Pointer : null, terms = isAffine ? bias.Pointer : null, center = statistics.Pointer, variance = center + channels;
        string what = $"{set}, {pixels} pixels of {channels} channels in {groups} groups, mean {mean}, deviation {deviation}, affine {isAffine}";
        float* scale = numbers.Pointer, slope = scale + channels, offset = slope + channels;
        GroupNorm.Statistics(set, source.Pointer, pixels, channels, groups, center, variance, scratch.Pointer);
        BatchNorm.ScaleAndShift(center, variance, factors, terms, Epsilon, channels, scale, slope);
        Activation.Forward(set, source.Pointer, result.Pointer, pixels, channels, channels, scale, slope, ActivationFunction.Identity);

        // What a normalised value may be off by: sums are rounded once for each value of a channel's block and each channel, relative to the largest value.
        double[] tolerances = new double[channels];
        double largestWeight = isAffine ? weights.Max(Math.Abs) : 1, largestBias = isAffine ? biases.Max(Math.Abs) : 0;
        for (int c = 0; c < channels; c++)
        {
            double largest = x.Where((_, i) => i % channels / width == c / width).Max(Math.Abs);
            tolerances[c] = (Math.Min(pixels, 1000) + 16) * Numbers.UnitRoundoff * (1 + largest / Math.Sqrt(variance[c] + Epsilon));
        }

        AssertClose(expected, result.Span, tolerances, 1 + largestWeight + largestBias, $"forward, {what}");

        float* sums = offset + channels, weightGradient = sums + 2 * channels, biasGradient = weightGradient + channels;
        GroupNorm.GradientSums(set, source.Pointer, gradient.Pointer, pixels, channels, center, sums, scratch.Pointer);
        GroupNorm.GradientCoefficients(
            sums, sums + channels, center, variance, factors, Epsilon, pixels, channels, groups, weightGradient, biasGradient, scale, slope, offset);
        AssertClose(expectedWeight, new(weightGradient, channels), tolerances, 4 * pixels, $"weight gradient, {what}");
        AssertClose(expectedBias, new(biasGradient, channels), tolerances, 4 * pixels, $"bias gradient, {what}");
        var rows = new NormRows { X = source.Pointer, Gradient = gradient.Pointer, Count = pixels, Channels = channels, Stride = channels };
        BatchNorm.Backward(set, rows, ActivationFunction.Identity, gradient.Pointer, scale, slope, offset);
        double steepest = 1 / Math.Sqrt(Epsilon + new Span<float>(variance, channels).ToArray().Min());
        AssertClose(expectedGradient, gradient.Span, tolerances, 12 * largestWeight * steepest, $"backward, {what}");
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double[] tolerances, double factor, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = tolerances[i % tolerances.Length] * factor;
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}: value {i} is {actual[i]}, expected {expected[i]} within {tolerance:G3}.");
        }
    }
}
