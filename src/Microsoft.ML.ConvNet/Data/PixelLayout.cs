namespace Microsoft.ML.ConvNet.Data;

/// <summary>In which order a vector column holds the values of an image.</summary>
internal enum PixelLayout
{
    /// <summary>
    /// Told by the column's dimensions and the image shape; planar, ML.NET's default, where these leave it open.
    /// </summary>
    Inferred,

    /// <summary>One plane after the other (C, H, W): what <c>ExtractPixels</c> gives by default.</summary>
    Planar,

    /// <summary>The channels of one pixel side by side (H, W, C): what <c>ExtractPixels(interleavePixelColors: true)</c> gives.</summary>
    Interleaved,
}
