namespace Microsoft.ML.ConvNet.Data;

/// <summary>Computes <see cref="PixelStatistics"/> over a cache, in double precision and in the order of the rows: the same bits every time.</summary>
internal static class PixelStatisticsCalculator
{
    /// <summary>Mean and population deviation of each channel. A channel whose values are all equal gets the deviation 1.</summary>
    public static PixelStatistics Compute(ImageCache cache)
    {
        var (mean, variance) = cache.IsBytes ? OfBytes(cache) : OfFloats(cache);
        return new PixelStatistics(Array.ConvertAll(mean, value => (float)value), Array.ConvertAll(variance, Deviation));
    }

    private static float Deviation(double variance)
    {
        float deviation = (float)Math.Sqrt(variance);
        return deviation > 0 ? deviation : 1f;
    }

    private static (double[] Mean, double[] Variance) OfBytes(ImageCache cache)
    {
        int channels = cache.Shape.Channels;
        var histogram = new long[channels * 256];
        foreach (var chunk in cache.Chunks)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                int channel = 0;
                foreach (byte value in chunk.ByteRow(row))
                {
                    histogram[channel * 256 + value]++;
                    if (++channel == channels) channel = 0;
                }
            }
        }

        double count = ValuesInChannel(cache);
        var mean = new double[channels];
        var variance = new double[channels];
        for (int i = 0; i < histogram.Length; i++) mean[i / 256] += histogram[i] * (double)(i % 256) / count;
        for (int i = 0; i < histogram.Length; i++)
        {
            double difference = i % 256 - mean[i / 256];
            variance[i / 256] += histogram[i] * (difference * difference) / count;
        }

        return (mean, variance);
    }

    private static (double[] Mean, double[] Variance) OfFloats(ImageCache cache)
    {
        int channels = cache.Shape.Channels;
        double count = ValuesInChannel(cache);

        // Differences from the first pixel make the mean of equal values exact, and so their deviation exactly 0.
        var mean = Array.ConvertAll(cache.Chunks[0].FloatRow(0)[..channels].ToArray(), value => (double)value);
        var sum = SumOverPixels(cache, mean, static difference => difference);
        for (int channel = 0; channel < channels; channel++) mean[channel] += sum[channel] / count;
        var squares = SumOverPixels(cache, mean, static difference => difference * difference);
        return (mean, Array.ConvertAll(squares, value => value / count));
    }

    private static double[] SumOverPixels(ImageCache cache, double[] centre, Func<double, double> term)
    {
        var total = new double[centre.Length];
        var sum = new double[centre.Length];
        foreach (var chunk in cache.Chunks)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                // One sum a row first: adding rows to rows loses less than adding pixels to a large total.
                Array.Clear(sum);
                int channel = 0;
                foreach (float value in chunk.FloatRow(row))
                {
                    sum[channel] += term(value - centre[channel]);
                    if (++channel == sum.Length) channel = 0;
                }

                for (channel = 0; channel < sum.Length; channel++) total[channel] += sum[channel];
            }
        }

        return total;
    }

    private static double ValuesInChannel(ImageCache cache) => (double)cache.RowCount * cache.Shape.Height * cache.Shape.Width;
}
