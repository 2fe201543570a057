using Microsoft.ML.ConvNet;
using Microsoft.ML.Data;

namespace ImageClassifier.Drawing;

/// <summary>Rows of pictures on one large picture.</summary>
internal sealed class ContactSheet
{
    /// <summary>Small pictures are enlarged to about this size, by a whole factor.</summary>
    private const int UsualSize = 72;

    private const int Gap = 4;
    private const byte Background = 128;

    private readonly int _cellWidth;
    private readonly int _cellHeight;
    private readonly int _factor;
    private readonly int _width;
    private readonly byte[] _bytes;

    /// <param name="columns">Pictures of a row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="shape">Of every picture.</param>
    public ContactSheet(int columns, int rows, ImageShape shape)
    {
        _factor = Math.Max(1, UsualSize / Math.Max(shape.Width, shape.Height));
        _cellWidth = shape.Width * _factor + Gap;
        _cellHeight = shape.Height * _factor + Gap;
        _width = columns * _cellWidth + Gap;
        Height = rows * _cellHeight + Gap;
        _bytes = new byte[_width * Height * 4];
        _bytes.AsSpan().Fill(Background);
        for (int i = 3; i < _bytes.Length; i += 4) _bytes[i] = byte.MaxValue;
    }

    private int Height { get; }

    /// <summary>Puts pictures into a row.</summary>
    /// <param name="row">Zero-based.</param>
    /// <param name="pictures">(N, C, H, W) with C of 1 (grey) or 3 (red, green, blue), 0 to 255.</param>
    public void Show(int row, Tensor pictures)
    {
        int channels = pictures.Dimensions[1], height = pictures.Dimensions[2], width = pictures.Dimensions[3];
        for (int picture = 0; picture < pictures.Dimensions[0]; picture++)
        {
            for (int y = 0; y < height * _factor; y++)
            {
                int line = (Gap + row * _cellHeight + y) * _width + Gap + picture * _cellWidth;
                for (int x = 0; x < width * _factor; x++)
                {
                    for (int color = 0; color < 3; color++)
                    {
                        int channel = channels == 1 ? 0 : color;
                        float value = pictures.Values[((picture * channels + channel) * height + y / _factor) * width + x / _factor];
                        _bytes[(line + x) * 4 + color] = (byte)Math.Clamp(MathF.Round(value), 0, 255);
                    }
                }
            }
        }
    }

    /// <summary>Writes a file; its ending says of which kind.</summary>
    public void Save(string path)
    {
        using MLImage image = MLImage.CreateFromPixels(_width, Height, MLPixelFormat.Rgba32, _bytes);
        image.Save(path);
    }
}
