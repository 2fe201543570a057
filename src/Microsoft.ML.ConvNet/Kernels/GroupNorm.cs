namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Group normalisation of one image as rows of channels (Wu and He, 2018). A group's statistics are those of its channels put together, which are taken
/// block by block as for <see cref="BatchNorm"/>: no cancellation when the mean is large. Mean and variance are kept for every channel, its group's, so that
/// what follows is batch norm's arithmetic.
/// </summary>
internal static unsafe partial class GroupNorm
{
    private const int BlockFloats = 1 << 14;

    /// <summary>Scratch floats for <see cref="Statistics"/> and <see cref="GradientSums"/>.</summary>
    public static long ScratchFloats(int pixels, int channels) => (2L * channels + 1) * Blocks(pixels, channels);

    /// <summary>Mean and biased variance of each channel's group.</summary>
    public static void Statistics(KernelSet set, float* x, int pixels, int channels, int groups, float* mean, float* variance, float* scratch)
    {
        int rowsPerBlock = RowsPerBlock(channels), blocks = Blocks(pixels, channels);
        float* counts = scratch + 2L * blocks * channels;
        for (int block = 0; block < blocks; block++)
        {
            int first = block * rowsPerBlock, count = Math.Min(rowsPerBlock, pixels - first);
            float* part = scratch + 2L * block * channels;
            counts[block] = count;
            BatchNorm.BlockStatistics(set, x + (long)first * channels, count, channels, channels, part, part + channels);
        }

        for (int c = 0; c < channels; c += BatchNorm.CombinedChannels)
            BatchNorm.CombineStatistics(
                counts, scratch + c, scratch + channels + c, blocks, 2L * channels, Math.Min(BatchNorm.CombinedChannels, channels - c), mean + c, variance + c);
        int width = channels / groups;
        for (int first = 0; first < channels; first += width)
        {
            double center = 0, squares = 0;
            for (int c = first; c < first + width; c++) center += mean[c];
            center /= width;
            for (int c = first; c < first + width; c++) squares += variance[c] + (mean[c] - center) * (mean[c] - center);
            new Span<float>(mean + first, width).Fill((float)center);
            new Span<float>(variance + first, width).Fill((float)(squares / width));
        }
    }

    /// <summary>Each channel's sums[c] = sum of dy and products[c] = sum of dy * (x - mean); products must lie behind sums.</summary>
    public static void GradientSums(KernelSet set, float* x, float* dy, int pixels, int channels, float* mean, float* sums, float* scratch)
    {
        int rowsPerBlock = RowsPerBlock(channels), blocks = Blocks(pixels, channels);
        for (int block = 0; block < blocks; block++)
        {
            int first = block * rowsPerBlock;
            long start = (long)first * channels;
            float* part = scratch + 2L * block * channels;
            var rows = new NormRows { X = x + start, Gradient = dy + start, Count = Math.Min(rowsPerBlock, pixels - first), Channels = channels, Stride = channels };
            BatchNorm.BlockGradientSums(set, rows, ActivationFunction.Identity, mean, part, part + channels);
        }

        ChannelReduction.SumParts(set, scratch, 2L * channels, blocks, sums, 0, 2L * channels);
    }

    /// <summary>
    /// From an image's sums: its part of the gradients of weight and bias (overwritten), and the coefficients of dx = dy * scale + x * slope + offset.
    /// A null weight is 1.
    /// </summary>
    /// <remarks>
    /// With m values in a group, s = sqrt(variance + epsilon) and g = dy * weight: dx = 1 / s * (g - sum(g) / m - (x - mean) / s^2 * sum(g (x - mean)) / m).
    /// </remarks>
    public static void GradientCoefficients(
        float* sums, float* products, float* mean, float* variance, float* weight, float epsilon, int pixels, int channels, int groups,
        float* weightGradient, float* biasGradient, float* scale, float* slope, float* offset)
    {
        int width = channels / groups;
        double count = (double)pixels * width;
        for (int first = 0; first < channels; first += width)
        {
            double inverse = 1 / Math.Sqrt((double)variance[first] + epsilon), sum = 0, product = 0;
            for (int c = first; c < first + width; c++)
            {
                double factor = weight == null ? 1 : weight[c];
                sum += sums[c] * factor;
                product += products[c] * factor;
                weightGradient[c] = (float)(products[c] * inverse);
                biasGradient[c] = sums[c];
                scale[c] = (float)(factor * inverse);
            }

            double along = product * inverse * inverse / count;
            new Span<float>(slope + first, width).Fill((float)(-inverse * along));
            new Span<float>(offset + first, width).Fill((float)(inverse * (mean[first] * along - sum / count)));
        }
    }

    private static int RowsPerBlock(int channels) => Math.Max(1, BlockFloats / channels);

    private static int Blocks(int pixels, int channels) => (pixels + RowsPerBlock(channels) - 1) / RowsPerBlock(channels);
}
