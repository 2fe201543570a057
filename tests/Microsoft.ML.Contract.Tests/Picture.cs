namespace Microsoft.ML.Contract.Tests;

/// <summary>Pictures drawn by the tests: red, green and blue of each pixel from a function.</summary>
internal static class Picture
{
    public static MLImage Draw(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> pixel, byte alpha = 255)
    {
        var bytes = new byte[width * height * 4];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (byte red, byte green, byte blue) = pixel(x, y);
                bytes.AsSpan((y * width + x) * 4, 4).Write(blue, green, red, alpha);
            }
        }
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, bytes);
    }

    public static MLImage Plain(int width, int height, byte red, byte green, byte blue) => Draw(width, height, (_, _) => (red, green, blue));

    // Every pixel different, no two channels alike: red counts rows, green counts columns, blue is the rest.
    public static MLImage Gradient(int width, int height) => Draw(width, height, (x, y) => ((byte)(10 * y + 1), (byte)(10 * x + 2), (byte)(200 - x - y)));

    public static void Save(string path, MLImage image)
    {
        using (image)
            image.Save(path);
    }

    /// <summary>Red, green, blue and alpha of one pixel, whatever the pixel format.</summary>
    public static (byte Red, byte Green, byte Blue, byte Alpha) PixelAt(MLImage image, int x, int y)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.Slice((y * image.Width + x) * 4, 4);
        return image.PixelFormat == MLPixelFormat.Bgra32 ? (pixel[2], pixel[1], pixel[0], pixel[3]) : (pixel[0], pixel[1], pixel[2], pixel[3]);
    }

    private static void Write(this Span<byte> target, byte first, byte second, byte third, byte fourth)
    {
        target[0] = first;
        target[1] = second;
        target[2] = third;
        target[3] = fourth;
    }
}
