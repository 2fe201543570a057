namespace Microsoft.ML.ConvNet.Training;

/// <summary>The values that pixels can have: augmentations of colour stay inside, and what geometry uncovers is black.</summary>
/// <param name="Black">The least value.</param>
/// <param name="White">The largest value, above the least.</param>
internal readonly record struct PixelRange(float Black, float White)
{
    /// <summary>That of bytes: 0 to 255.</summary>
    public static PixelRange Bytes { get; } = new(0, 255);

    /// <summary>White less black.</summary>
    public float Length => White - Black;
}
