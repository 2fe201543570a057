namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// An affine map that says for every pixel of a new image where in the old one it comes from: x = XX * newX + XY * newY + X0 and y = YX * newX + YY * newY + Y0.
/// Whole numbers are the centres of pixels.
/// </summary>
internal readonly record struct PixelMap(double XX, double XY, double X0, double YX, double YY, double Y0)
{
    /// <summary>Every pixel comes from its own place.</summary>
    public static PixelMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Whether pixels come from whole pixels, each axis by itself: nothing is to be interpolated.</summary>
    public bool IsExact => XY == 0 && YX == 0 && Math.Abs(XX) == 1 && Math.Abs(YY) == 1 && X0 == Math.Floor(X0) && Y0 == Math.Floor(Y0);

    /// <summary>The image moved down and to the right.</summary>
    public static PixelMap Translation(double right, double down) => Identity with { X0 = -right, Y0 = -down };

    /// <summary>Left and right exchanged.</summary>
    public static PixelMap HorizontalFlip(ImageShape shape) => Identity with { XX = -1, X0 = shape.Width - 1 };

    /// <summary>Top and bottom exchanged.</summary>
    public static PixelMap VerticalFlip(ImageShape shape) => Identity with { YY = -1, Y0 = shape.Height - 1 };

    /// <summary>A part of the image enlarged to the whole: corners to corners.</summary>
    public static PixelMap Crop(ImageShape shape, int left, int top, int width, int height)
    {
        double scaleX = (double)width / shape.Width, scaleY = (double)height / shape.Height;
        return new(scaleX, 0, left + (scaleX - 1) / 2, 0, scaleY, top + (scaleY - 1) / 2);
    }

    /// <summary>The image sheared, scaled and turned about its centre, then moved: the inverse of the map T C R S C^-1 of torchvision's affine.</summary>
    /// <param name="degrees">Clockwise, as seen on the screen.</param>
    /// <param name="scale">Above 1 enlarges.</param>
    /// <param name="shearX">Degrees: rows move against each other; those below the centre to the left.</param>
    /// <param name="shearY">Degrees: columns move against each other; those to the right of the centre up.</param>
    /// <param name="right">Pixels to the right.</param>
    /// <param name="down">Pixels down.</param>
    public static PixelMap Affine(ImageShape shape, double degrees, double scale = 1, double shearX = 0, double shearY = 0, double right = 0, double down = 0)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        double tanX = Math.Tan(shearX * Math.PI / 180), tanY = Math.Tan(shearY * Math.PI / 180);

        // R(a) SHy SHx with SHx = (1 -tanX; 0 1) and SHy = (1 0; -tanY 1), which has the determinant 1.
        double a = cos + sin * tanY, b = -tanX * a - sin, c = sin - cos * tanY, d = -tanX * c + cos;
        var (xx, xy, yx, yy) = (d / scale, -b / scale, -c / scale, a / scale);
        double centreX = (shape.Width - 1) / 2.0, centreY = (shape.Height - 1) / 2.0;
        return new(
            xx, xy, centreX - xx * (centreX + right) - xy * (centreY + down),
            yx, yy, centreY - yx * (centreX + right) - yy * (centreY + down));
    }

    /// <summary>First <paramref name="earlier"/> on the old image, then this on what comes out, as one map.</summary>
    public PixelMap After(in PixelMap earlier) => new(
        earlier.XX * XX + earlier.XY * YX, earlier.XX * XY + earlier.XY * YY, earlier.XX * X0 + earlier.XY * Y0 + earlier.X0,
        earlier.YX * XX + earlier.YY * YX, earlier.YX * XY + earlier.YY * YY, earlier.YX * X0 + earlier.YY * Y0 + earlier.Y0);
}
