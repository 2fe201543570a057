namespace Microsoft.ML.ConvNet.Data;

/// <summary>For every output position along one axis: which source positions it is a weighted mean of.</summary>
/// <remarks>Shrinking averages the source interval that an output pixel covers; enlarging interpolates between the two nearest pixel centres.</remarks>
internal sealed class ResamplingAxis
{
    private readonly int[] _first;
    private readonly float[] _weights;

    /// <param name="sourceSize">Pixels of the source.</param>
    /// <param name="start">Where the part that is used begins, in source pixels.</param>
    /// <param name="length">How much of the source is used, in source pixels.</param>
    /// <param name="size">Output pixels.</param>
    public ResamplingAxis(int sourceSize, double start, double length, int size)
    {
        double scale = length / size;
        Size = size;
        MaximumTaps = scale > 1 ? (int)Math.Ceiling(scale) + 1 : 2;
        _first = new int[size];
        _weights = new float[size * MaximumTaps];
        for (int i = 0; i < size; i++)
        {
            var weights = _weights.AsSpan(i * MaximumTaps, MaximumTaps);
            _first[i] = scale >= 1
                ? Average(weights, sourceSize, start + i * scale, start + (i + 1) * scale)
                : Interpolate(weights, sourceSize, start + (i + 0.5) * scale - 0.5);
        }
    }

    /// <summary>Output pixels.</summary>
    public int Size { get; }

    private int MaximumTaps { get; }

    /// <summary>The first source position of an output position.</summary>
    public int First(int index) => _first[index];

    /// <summary>The weights of the source positions from the first on; they sum to 1. Trailing zeros are left out.</summary>
    public ReadOnlySpan<float> Weights(int index) => _weights.AsSpan(index * MaximumTaps, MaximumTaps).TrimEnd(0f);

    private static int Average(Span<float> weights, int sourceSize, double from, double to)
    {
        int first = Math.Clamp((int)Math.Floor(from), 0, sourceSize - 1);
        int end = Math.Clamp((int)Math.Ceiling(to), first + 1, sourceSize);
        end = Math.Min(end, first + weights.Length);
        double sum = 0;
        for (int i = first; i < end; i++) sum += Overlap(i, from, to);
        for (int i = first; i < end; i++) weights[i - first] = (float)(Overlap(i, from, to) / sum);
        return first;
    }

    private static double Overlap(int pixel, double from, double to) => Math.Max(0, Math.Min(pixel + 1, to) - Math.Max(pixel, from));

    private static int Interpolate(Span<float> weights, int sourceSize, double centre)
    {
        double position = Math.Clamp(centre, 0, sourceSize - 1);
        int first = Math.Min((int)position, Math.Max(sourceSize - 2, 0));
        weights[1] = (float)(position - first);
        weights[0] = 1 - weights[1];
        return first;
    }
}
