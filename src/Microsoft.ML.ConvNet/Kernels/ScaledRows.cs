namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>One operand of a <see cref="ScaledSum"/>: rows of channels, scaled and shifted.</summary>
internal readonly unsafe struct ScaledRows
{
    public float* Values { get; init; }

    /// <summary>A factor for each channel, or null for 1.</summary>
    public float* Scale { get; init; }

    /// <summary>A term for each channel, or null for 0; not null when there is a scale.</summary>
    public float* Shift { get; init; }
}
