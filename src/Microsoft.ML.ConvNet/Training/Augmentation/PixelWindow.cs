namespace Microsoft.ML.ConvNet.Training;

/// <summary>The part of an image that pixels may come from: whole pixels, the last ones included.</summary>
internal readonly record struct PixelWindow(int Left, int Top, int Right, int Bottom)
{
    /// <summary>The whole image.</summary>
    public static PixelWindow Of(ImageShape shape) => new(0, 0, shape.Width - 1, shape.Height - 1);
}
