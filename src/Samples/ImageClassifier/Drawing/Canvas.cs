using System.Numerics;
using Microsoft.ML.Data;

namespace ImageClassifier.Drawing;

/// <summary>A square picture of linear colours (red, green, blue from 0 to 1) that figures are painted on.</summary>
internal sealed class Canvas(int size)
{
    private readonly Vector3[] _pixels = new Vector3[size * size];

    /// <summary>Width and height in pixels.</summary>
    public int Size => size;

    /// <summary>Sets every pixel; the function gets the pixel's centre.</summary>
    public void Fill(Func<Vector2, Vector3> colour)
    {
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++) _pixels[y * size + x] = colour(new Vector2(x + 0.5f, y + 0.5f));
        }
    }

    /// <summary>Paints the inside of a figure over what is there, with a smooth border.</summary>
    /// <param name="signedDistance">Distance of a pixel's centre from the figure's border in pixels, negative inside.</param>
    /// <param name="colour">The figure's colour.</param>
    public void Paint(Func<Vector2, float> signedDistance, Vector3 colour)
    {
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                float coverage = Math.Clamp(0.5f - signedDistance(new Vector2(x + 0.5f, y + 0.5f)), 0, 1);
                ref Vector3 pixel = ref _pixels[y * size + x];
                pixel = Vector3.Lerp(pixel, colour, coverage);
            }
        }
    }

    /// <summary>Adds to every pixel.</summary>
    public void Add(Func<Vector3> difference)
    {
        foreach (ref Vector3 pixel in _pixels.AsSpan()) pixel += difference();
    }

    /// <summary>The picture, as ML.NET has it. The caller disposes it.</summary>
    public MLImage ToImage()
    {
        var bytes = new byte[_pixels.Length * 4];
        for (int i = 0; i < _pixels.Length; i++)
        {
            Vector3 pixel = Vector3.Clamp(_pixels[i], Vector3.Zero, Vector3.One) * 255;
            bytes[i * 4] = (byte)MathF.Round(pixel.Z);
            bytes[i * 4 + 1] = (byte)MathF.Round(pixel.Y);
            bytes[i * 4 + 2] = (byte)MathF.Round(pixel.X);
            bytes[i * 4 + 3] = byte.MaxValue;
        }

        return MLImage.CreateFromPixels(size, size, MLPixelFormat.Bgra32, bytes);
    }
}
