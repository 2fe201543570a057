namespace Microsoft.ML.ConvNet.Data;

/// <summary>What a feature column holds.</summary>
internal enum ImageSource
{
    /// <summary>A vector of Single: one value for each pixel and channel.</summary>
    SinglePixels,

    /// <summary>A vector of Byte: one value for each pixel and channel.</summary>
    BytePixels,

    /// <summary>A variable vector of Byte: the content of an image file.</summary>
    EncodedFile,
}
