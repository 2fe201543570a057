using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>The picture of a row, on its way into a report: the file that it was, or the pixels that the network saw.</summary>
internal sealed class RowPicture
{
    /// <summary>A file that takes no more is embedded as it is.</summary>
    private const int LargestFile = 48 * 1024;

    /// <summary>Larger pictures are made smaller, to so many pixels along the longer side.</summary>
    private const int LongestSide = 256;

    private const int LongestSmallSide = 100;

    private readonly byte[]? _file;
    private readonly float[]? _pixels;
    private readonly ImageShape _shape;

    private RowPicture(string? path, byte[]? file, float[]? pixels, ImageShape shape) => (Path, _file, _pixels, _shape) = (path, file, pixels, shape);

    /// <summary>The file; null if it is not known.</summary>
    public string? Path { get; }

    public static RowPicture OfPath(string path) => new(path, null, null, default);

    public static RowPicture OfFile(byte[] file) => new(null, file, null, default);

    /// <param name="pixels">H, W, C; of more than three channels the first is shown.</param>
    public static RowPicture OfPixels(float[] pixels, ImageShape shape) => new(null, null, pixels, shape);

    /// <summary>The picture as part of a page; null if there is none that can be shown.</summary>
    public EmbeddedPicture? Embed()
    {
        if (_pixels is not null) return Embed("png", FromPixels(_pixels, _shape), Math.Max(_shape.Height, _shape.Width));
        byte[]? file = _file ?? Read(Path!);
        if (file is null) return null;
        string? kind = file.Length <= LargestFile ? KindOf(file) : null;
        using var image = Decode(file);
        if (image is null) return kind is null ? null : Embed(kind, file, int.MaxValue);
        return kind is null ? Embed("png", Shrink(image), int.MaxValue) : Embed(kind, file, Math.Max(image.Height, image.Width));
    }

    private static EmbeddedPicture Embed(string kind, byte[] file, int side) => new($"data:image/{kind};base64,{Convert.ToBase64String(file)}", side <= LongestSmallSide);

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The report is worth more than one of its pictures.
            return null;
        }
    }

    // The formats that every browser shows, by their first bytes.
    private static string? KindOf(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47])) return "png";
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "jpeg";
        if (file.StartsWith("GIF8"u8)) return "gif";
        if (file.StartsWith("BM"u8)) return "bmp";
        return file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? "webp" : null;
    }

    private static byte[] Shrink(MLImage image)
    {
        double scale = Math.Min(1, (double)LongestSide / Math.Max(image.Width, image.Height));
        var shape = new ImageShape(3, Math.Max(1, (int)Math.Round(image.Height * scale)), Math.Max(1, (int)Math.Round(image.Width * scale)));
        float[] pixels = new float[shape.Size];
        int red = image.PixelFormat == MLPixelFormat.Rgba32 ? 0 : 2;
        new ImageResampler(shape, ImageResizingEstimator.ResizingKind.Fill).Resample(image.Pixels, image.Width, image.Height, red, pixels);
        return PngFile.Encode(ToBytes(pixels, 1, 0), shape);
    }

    private static MLImage? Decode(byte[] file)
    {
        try
        {
            return MLImage.CreateFromStream(new MemoryStream(file));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // What MLImage throws for bytes that are no image, and for an image of a kind that it does not support.
            return null;
        }
    }

    private static byte[] FromPixels(float[] pixels, ImageShape shape)
    {
        var shown = shape;
        if (shape.Channels is not (1 or 3))
        {
            pixels = [.. pixels.Where((_, i) => i % shape.Channels == 0)];
            shown = shape with { Channels = 1 };
        }

        // Bytes are shown as they are, numbers from 0 to 1 as shares of 255, and others from the least to the largest.
        float least = pixels.Min(), largest = pixels.Max();
        var (scale, origin) = (least, largest) switch
        {
            ( >= 0, > 1 and <= 255) => (1f, 0f),
            ( >= 0, <= 1) => (255f, 0f),
            _ when largest > least => (255 / (largest - least), least),
            _ => (1f, 0f),
        };
        return PngFile.Encode(ToBytes(pixels, scale, origin), shown);
    }

    private static byte[] ToBytes(float[] pixels, float scale, float origin) => [.. pixels.Select(value => (byte)Math.Clamp(MathF.Round((value - origin) * scale), 0, 255))];
}
