namespace Microsoft.ML.Transforms.Image;

/// <summary>How an image is made to fit another size.</summary>
internal enum ImageResizeMode
{
    Pad,
    Fill,
    CropAnchorTop,
    CropAnchorBottom,
    CropAnchorLeft,
    CropAnchorRight,
    CropAnchorCentral,
}

/// <summary>Where on the canvas an image is drawn, and how large, in pixels; it may lie partly outside.</summary>
internal readonly record struct ImagePlacement(int X, int Y, int Width, int Height)
{
    /// <summary>Keeps the aspect ratio: padding shows the whole image, cropping covers the whole canvas.</summary>
    internal static ImagePlacement Create(ImageResizeMode mode, int imageWidth, int imageHeight, int canvasWidth, int canvasHeight)
    {
        float horizontal = (float)canvasWidth / imageWidth;
        float vertical = (float)canvasHeight / imageHeight;
        bool pad = mode == ImageResizeMode.Pad;
        float scale = pad == (vertical < horizontal) ? vertical : horizontal;

        float spareWidth = canvasWidth - imageWidth * scale;
        float spareHeight = canvasHeight - imageHeight * scale;
        int x = mode switch
        {
            ImageResizeMode.CropAnchorLeft => 0,
            ImageResizeMode.CropAnchorRight => (int)spareWidth,
            _ => (int)(spareWidth / 2),
        };
        int y = mode switch
        {
            ImageResizeMode.CropAnchorTop => 0,
            ImageResizeMode.CropAnchorBottom => (int)spareHeight,
            _ => (int)(spareHeight / 2),
        };
        return new ImagePlacement(x, y, (int)(imageWidth * scale), (int)(imageHeight * scale));
    }
}
