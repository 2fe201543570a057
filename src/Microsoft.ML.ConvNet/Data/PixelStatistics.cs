using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Mean and standard deviation of each channel; standardising makes (value - mean) / deviation of every value.</summary>
internal sealed class PixelStatistics
{
    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">One finite value a channel.</param>
    /// <param name="deviation">One finite value above 0 a channel.</param>
    /// <exception cref="ArgumentException">The lengths differ or a value is out of its range.</exception>
    public PixelStatistics(IReadOnlyCollection<float> mean, IReadOnlyCollection<float> deviation)
    {
        if (mean.Count == 0 || mean.Count != deviation.Count)
            throw new ArgumentException($"There are {mean.Count} means and {deviation.Count} deviations; every channel needs one of each.", nameof(deviation));
        if (!mean.All(float.IsFinite)) throw new ArgumentException("The means must be finite.", nameof(mean));
        if (!deviation.All(value => float.IsFinite(value) && value > 0))
            throw new ArgumentException("The deviations must be finite and above 0.", nameof(deviation));
        _mean = [.. mean];
        _deviation = [.. deviation];
        Mean = [.. mean];
        Deviation = [.. deviation];
    }

    /// <summary>The mean of each channel.</summary>
    public ImmutableArray<float> Mean { get; }

    /// <summary>The standard deviation of each channel (of the population); 1 for a channel whose values are all equal.</summary>
    public ImmutableArray<float> Deviation { get; }

    /// <summary>Number of channels.</summary>
    public int Channels => _mean.Length;

    /// <summary>Mean 0 and deviation 1: standardising leaves every value as it is.</summary>
    public static PixelStatistics Identity(int channels) => new(new float[channels], Enumerable.Repeat(1f, channels).ToArray());

    /// <summary>Standardises whole pixels in place.</summary>
    /// <param name="pixels">Values with the channels contiguous.</param>
    public void Standardize(Span<float> pixels)
    {
        if (Channels == 1)
        {
            TensorPrimitives.Subtract(pixels, _mean[0], pixels);
            TensorPrimitives.Divide(pixels, _deviation[0], pixels);
            return;
        }

        // The same two operations, so that a value gives the same bits here, in the branch above and in the table below.
        for (int i = 0; i < pixels.Length; i += _mean.Length)
        {
            var pixel = pixels.Slice(i, _mean.Length);
            for (int channel = 0; channel < pixel.Length; channel++) pixel[channel] = (pixel[channel] - _mean[channel]) / _deviation[channel];
        }
    }

    /// <summary>The standardised value of every byte, 256 for each channel.</summary>
    public float[] ByteTable()
    {
        var table = new float[Channels * 256];
        for (int i = 0; i < table.Length; i++) table[i] = (i % 256 - _mean[i / 256]) / _deviation[i / 256];
        return table;
    }
}
