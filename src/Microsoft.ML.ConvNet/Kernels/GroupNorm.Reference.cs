using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the formulas of Wu and He (2018), in any precision, for one image as rows of channels. A weight or bias of no values is 1 or 0.
internal static partial class GroupNorm
{
    /// <summary>y = weight * (x - mean) / sqrt(variance + epsilon) + bias, with the mean and the biased variance of each group of channels.</summary>
    public static void ForwardReference<T>(ReadOnlySpan<T> x, int channels, int groups, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, T epsilon, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int group = 0; group < groups; group++)
        {
            var (mean, deviation) = StatisticsReference(x, channels, groups, group, epsilon);
            foreach (int i in Elements(x.Length, channels, groups, group))
            {
                var normalized = (x[i] - mean) / deviation;
                y[i] = (weight.IsEmpty ? T.One : weight[i % channels]) * normalized + (bias.IsEmpty ? T.Zero : bias[i % channels]);
            }
        }
    }

    /// <summary>The gradients of sum(y * dy); those of weight and bias are added to what is there.</summary>
    public static void BackwardReference<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, int channels, int groups, ReadOnlySpan<T> weight, T epsilon, Span<T> dx, Span<T> weightGradient, Span<T> biasGradient)
        where T : IFloatingPointIeee754<T>
    {
        var count = T.CreateChecked(x.Length / groups);
        for (int group = 0; group < groups; group++)
        {
            var (mean, deviation) = StatisticsReference(x, channels, groups, group, epsilon);
            T sum = T.Zero, product = T.Zero;
            foreach (int i in Elements(x.Length, channels, groups, group))
            {
                var normalized = (x[i] - mean) / deviation;
                var dNormalized = dy[i] * (weight.IsEmpty ? T.One : weight[i % channels]);
                weightGradient[i % channels] += dy[i] * normalized;
                biasGradient[i % channels] += dy[i];
                sum += dNormalized;
                product += dNormalized * normalized;
            }

            foreach (int i in Elements(x.Length, channels, groups, group))
            {
                var normalized = (x[i] - mean) / deviation;
                var dNormalized = dy[i] * (weight.IsEmpty ? T.One : weight[i % channels]);
                dx[i] = (dNormalized - sum / count - normalized * product / count) / deviation;
            }
        }
    }

    private static (T Mean, T Deviation) StatisticsReference<T>(ReadOnlySpan<T> x, int channels, int groups, int group, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        var count = T.CreateChecked(x.Length / groups);
        T mean = T.Zero, variance = T.Zero;
        foreach (int i in Elements(x.Length, channels, groups, group)) mean += x[i] / count;
        foreach (int i in Elements(x.Length, channels, groups, group)) variance += (x[i] - mean) * (x[i] - mean) / count;
        return (mean, T.Sqrt(variance + epsilon));
    }

    private static IEnumerable<int> Elements(int length, int channels, int groups, int group) =>
        Enumerable.Range(0, length).Where(i => i % channels / (channels / groups) == group);
}
