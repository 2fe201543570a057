namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>An image that a depthwise convolution reads: as it is, or normalised and activated on the way, f(x * scale + shift) channel by channel.</summary>
internal readonly unsafe struct DepthwiseSource
{
    /// <summary>The image, or the norm's input.</summary>
    public required float* Values { get; init; }

    /// <summary>Factors of the norm, or null if there is none.</summary>
    public float* Scale { get; init; }

    /// <summary>Terms of the norm.</summary>
    public float* Shift { get; init; }

    /// <summary>The activation behind the norm.</summary>
    public ActivationFunction Function { get; init; }

    public bool IsNormalized => Scale != null;
}
