namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Rows of channels that an activation works on: from <see cref="Source"/>, scaled and shifted, to <see cref="Result"/>.</summary>
internal readonly unsafe struct ActivationRows
{
    public float* Source { get; init; }

    /// <summary>Where values are written, or gradients are multiplied in place; the source itself or memory apart from it.</summary>
    public float* Result { get; init; }

    public long Count { get; init; }

    public int Channels { get; init; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; init; }

    /// <summary>A factor for each channel, or null for 1.</summary>
    public float* Scale { get; init; }

    /// <summary>A term for each channel, or null for 0; not null when there is a scale.</summary>
    public float* Shift { get; init; }

    /// <summary>Of the <see cref="ActivationFunction"/>.</summary>
    public float Parameter { get; init; }
}
