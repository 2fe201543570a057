namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Rows of channels that a norm's backward pass works on.</summary>
internal readonly unsafe struct NormRows
{
    /// <summary>The norm's input.</summary>
    public float* X { get; init; }

    /// <summary>The gradient of what the activation behind the norm makes of its result.</summary>
    public float* Gradient { get; init; }

    public long Count { get; init; }

    public int Channels { get; init; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; init; }

    /// <summary>The activation took x * scale + shift, channel by channel; null without an activation.</summary>
    public float* Scale { get; init; }

    /// <summary>See <see cref="Scale"/>.</summary>
    public float* Shift { get; init; }

    /// <summary>Of the <see cref="ActivationFunction"/>.</summary>
    public float Parameter { get; init; }
}
