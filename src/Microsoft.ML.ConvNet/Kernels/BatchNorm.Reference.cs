using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the formulas of Ioffe and Szegedy (2015) as the paper states them, in any precision. x is rows of channels; a weight or bias of no values
// is 1 or 0.
internal static partial class BatchNorm
{
    /// <summary>The mean and the biased variance of each channel.</summary>
    public static void StatisticsReference<T>(ReadOnlySpan<T> x, Span<T> mean, Span<T> variance)
        where T : IFloatingPointIeee754<T>
    {
        int channels = mean.Length;
        var rows = T.CreateChecked(x.Length / channels);
        mean.Clear();
        variance.Clear();
        for (int i = 0; i < x.Length; i++) mean[i % channels] += x[i] / rows;
        for (int i = 0; i < x.Length; i++)
        {
            var deviation = x[i] - mean[i % channels];
            variance[i % channels] += deviation * deviation / rows;
        }
    }

    /// <summary>y = weight * (x - mean) / sqrt(variance + epsilon) + bias.</summary>
    public static void ForwardReference<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, T epsilon, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % mean.Length;
            y[i] = (weight.IsEmpty ? T.One : weight[c]) * (x[i] - mean[c]) / T.Sqrt(variance[c] + epsilon) + (bias.IsEmpty ? T.Zero : bias[c]);
        }
    }

    /// <summary>The gradients of sum(y * dy), where mean and variance are x's own.</summary>
    public static void BackwardReference<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, T epsilon, Span<T> dx, Span<T> weightGradient, Span<T> biasGradient)
        where T : IFloatingPointIeee754<T>
    {
        int channels = weightGradient.Length;
        var rows = T.CreateChecked(x.Length / channels);
        var two = T.CreateChecked(2);
        T[] mean = new T[channels], variance = new T[channels];
        StatisticsReference(x, mean, variance);
        for (int c = 0; c < channels; c++)
        {
            T deviation = T.Sqrt(variance[c] + epsilon), factor = weight.IsEmpty ? T.One : weight[c];
            T dVariance = T.Zero, dMean = T.Zero, sum = T.Zero, product = T.Zero;
            for (int i = c; i < x.Length; i += channels)
            {
                var dNormalized = dy[i] * factor;
                dVariance -= dNormalized * (x[i] - mean[c]) / (two * deviation * deviation * deviation);
                dMean -= dNormalized / deviation;
                sum += dy[i];
                product += dy[i] * (x[i] - mean[c]) / deviation;
            }

            for (int i = c; i < x.Length; i += channels)
                dx[i] = dy[i] * factor / deviation + dVariance * two * (x[i] - mean[c]) / rows + dMean / rows;
            weightGradient[c] = product;
            biasGradient[c] = sum;
        }
    }
}
