namespace Microsoft.ML.ConvNet;

/// <summary>What an image shows beyond its border.</summary>
public enum PaddingMode
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The nearest pixel of the edge, again and again.</summary>
    Replicate,

    /// <summary>The image mirrored at the edge; the edge itself is not repeated. The padding must be less than the image.</summary>
    Reflect,
}
