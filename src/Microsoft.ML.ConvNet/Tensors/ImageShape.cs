namespace Microsoft.ML.ConvNet;

/// <summary>The shape of one image or of one activation without its batch axis: channels, height, width (C, H, W).</summary>
/// <remarks>A vector of K values, such as the output of a dense layer, has the shape (K, 1, 1).</remarks>
/// <param name="Channels">Number of channels C, at least 1.</param>
/// <param name="Height">Height H in pixels, at least 1.</param>
/// <param name="Width">Width W in pixels, at least 1.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Number of values: C * H * W.</summary>
    public int Size => checked(Channels * Height * Width);

    /// <summary>Whether all three extents are at least 1.</summary>
    internal bool IsValid => Channels > 0 && Height > 0 && Width > 0;

    /// <summary>The shape as <c>CxHxW</c>, for example <c>3x32x32</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
