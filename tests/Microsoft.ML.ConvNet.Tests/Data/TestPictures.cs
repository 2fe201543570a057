using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>Makes image files for tests.</summary>
internal static class TestPictures
{
    /// <summary>A PNG file of an opaque picture.</summary>
    /// <param name="rgb">Red, green, blue of each pixel, row after row.</param>
    public static byte[] Png(int width, int height, byte[] rgb)
    {
        var pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
        {
            rgb.AsSpan(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[4 * i + 3] = 255;
        }

        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
            image.Save(file);
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
