using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>
/// Computes <see cref="PixelStatistics"/> and <see cref="PixelRange"/> from rows as they come, in double precision and in the order of the rows: the same bits every time.
/// </summary>
/// <remarks>
/// While all values are bytes they are counted, which is exact. Otherwise each row's sums are taken about its own mean, and merged (Chan, Golub, LeVeque: Updating Formulae and a
/// Pairwise Algorithm for Computing Sample Variances, 1979), so that large offsets do not drown small deviations.
/// </remarks>
internal sealed class PixelStatisticsAccumulator(int channels)
{
    private const int Levels = 256;

    private readonly long[] _counts = new long[channels * Levels];
    private readonly float[] _origin = new float[channels];
    private readonly double[] _mean = new double[channels];
    private readonly double[] _squares = new double[channels];
    private byte[] _bytes = [];
    private double _valuesInChannel;
    private float _least = float.PositiveInfinity, _most = float.NegativeInfinity;

    /// <summary>Whether every value was a whole number from 0 to 255.</summary>
    public bool IsBytes { get; private set; } = true;

    /// <summary>
    /// The range of the values: that of bytes if all are whole numbers in it, unless these are 0 and 1 alone; else from the least to the largest.
    /// </summary>
    public PixelRange Range
    {
        get
        {
            if (IsBytes && _most > 1) return PixelRange.Bytes;
            return _most > _least ? new PixelRange(_least, _most) : new PixelRange(_least, _least + Math.Max(1, Math.Abs(_least)));
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="pixels">Finite values with the channels contiguous.</param>
    public void Add(ReadOnlySpan<float> pixels)
    {
        foreach (float value in pixels)
        {
            _least = Math.Min(_least, value);
            _most = Math.Max(_most, value);
        }

        if (IsBytes)
        {
            if (_bytes.Length < pixels.Length) _bytes = new byte[pixels.Length];
            if (ImageCache.TryConvertToBytes(pixels, _bytes))
            {
                Count(_bytes.AsSpan(0, pixels.Length));
                _valuesInChannel += pixels.Length / channels;
                return;
            }

            IsBytes = false;
            if (_valuesInChannel > 0) (_, _) = TakeCounts();
            else pixels[..channels].CopyTo(_origin);
        }

        Merge(pixels);
    }

    /// <summary>Mean and population deviation of each channel. A channel whose values are all equal gets the deviation 1.</summary>
    public PixelStatistics Result()
    {
        var (mean, squares) = IsBytes ? TakeCounts() : (_mean, _squares);
        return new PixelStatistics(
            [.. mean.Select((value, channel) => (float)(_origin[channel] + value))],
            [.. squares.Select(value => (float)Math.Sqrt(value / _valuesInChannel) is > 0 and var deviation ? deviation : 1f)]);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        int channel = 0;
        foreach (byte value in bytes)
        {
            _counts[channel * Levels + value]++;
            if (++channel == channels) channel = 0;
        }
    }

    /// <summary>Mean and sum of squared differences from it, out of the counts.</summary>
    private (double[] Mean, double[] Squares) TakeCounts()
    {
        Array.Clear(_mean);
        Array.Clear(_squares);
        for (int i = 0; i < _counts.Length; i++) _mean[i / Levels] += _counts[i] * (double)(i % Levels) / _valuesInChannel;
        for (int i = 0; i < _counts.Length; i++)
        {
            double difference = i % Levels - _mean[i / Levels];
            _squares[i / Levels] += _counts[i] * (difference * difference);
        }

        return (_mean, _squares);
    }

    private void Merge(ReadOnlySpan<float> pixels)
    {
        // Differences from the first pixel make the mean of equal values exact, and so their deviation exactly 0.
        int count = pixels.Length / channels;
        double total = _valuesInChannel + count;
        for (int channel = 0; channel < channels; channel++)
        {
            double origin = _origin[channel], sum = 0, squares = 0;
            for (int i = channel; i < pixels.Length; i += channels) sum += pixels[i] - origin;
            double mean = sum / count;
            for (int i = channel; i < pixels.Length; i += channels)
            {
                double difference = pixels[i] - origin - mean;
                squares += difference * difference;
            }

            double distance = mean - _mean[channel];
            _mean[channel] += distance * (count / total);
            _squares[channel] += squares + distance * distance * (_valuesInChannel * count / total);
        }

        _valuesInChannel = total;
    }
}
