using System.Runtime.InteropServices;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>
/// A picture in memory, four bytes a pixel. As in ML.NET, decoded colours are premultiplied by alpha,
/// pixels given by the caller are kept as they are, and only JPEG, PNG and WebP can be written.
/// </summary>
public sealed class MLImage : IDisposable
{
    private readonly MLPixelFormat _pixelFormat;
    private readonly int _width;
    private readonly int _height;
    private byte[] _pixels;
    private string _tag;

    private MLImage(int width, int height, MLPixelFormat pixelFormat, byte[] pixels)
    {
        _width = width;
        _height = height;
        _pixelFormat = pixelFormat;
        _pixels = pixels;
    }

    /// <summary>Decodes the rest of the stream and closes it.</summary>
    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);

        using Stream stream = imageStream;
        var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) ?? throw new ArgumentException("Invalid input stream contents", nameof(imageStream));
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);

        // A file that cannot be opened is, in ML.NET, no different from one that holds no picture.
        byte[] file;
        try
        {
            file = File.ReadAllBytes(imagePath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException("Invalid path", nameof(imagePath), exception);
        }
        return Decode(file) ?? throw new ArgumentException("Invalid path", nameof(imagePath));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != width * height * 4)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");

        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public MLPixelFormat PixelFormat
    {
        get
        {
            ThrowIfDisposed();
            return _pixelFormat;
        }
    }

    /// <summary>Blue, green and red of every pixel, alpha divided out.</summary>
    public byte[] GetBGRPixels
    {
        get
        {
            byte[] bgra = UnpremultipliedBgra();
            var pixels = new byte[_width * _height * 3];
            for (int source = 0, destination = 0; source < bgra.Length; source += 4)
            {
                pixels[destination++] = bgra[source];
                pixels[destination++] = bgra[source + 1];
                pixels[destination++] = bgra[source + 2];
            }
            return pixels;
        }
    }

    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            ThrowIfDisposed();
            return _pixels;
        }
    }

    public string Tag
    {
        get
        {
            ThrowIfDisposed();
            return _tag;
        }

        set
        {
            ThrowIfDisposed();
            _tag = value;
        }
    }

    public int Width
    {
        get
        {
            ThrowIfDisposed();
            return _width;
        }
    }

    public int Height
    {
        get
        {
            ThrowIfDisposed();
            return _height;
        }
    }

    public int BitsPerPixel
    {
        get
        {
            ThrowIfDisposed();
            return 32;
        }
    }

    /// <summary>Writes the image in the format that the file name's extension says.</summary>
    public void Save(string imagePath)
    {
        ThrowIfDisposed();
        string extension = Path.GetExtension(imagePath);
        ArgumentNullException.ThrowIfNull(extension, nameof(imagePath));

        byte[] encoded = extension.ToLowerInvariant() switch
        {
            ".png" => Encode(UnpremultipliedBgra(), image => image.EncodePng()),
            ".webp" => Encode(UnpremultipliedBgra(), image => image.EncodeLosslessWebp()),
            ".jpg" or ".jpeg" => Encode(OpaqueBgra(), image => image.EncodeJpeg(quality: 100)),
            ".bmp" or ".gif" or ".ico" or ".astc" or ".avif" or ".dng" or ".heif" or ".ktx" or ".pkm" or ".wbmp" => null,
            _ => throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath)),
        };
        if (encoded is null)
            throw new ArgumentException(
                $"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format.", nameof(imagePath));

        File.WriteAllBytes(imagePath, encoded);
    }

    public void Dispose() => _pixels = null;

    internal MLImage CloneWithResizing(int width, int height, ImageResizeMode mode)
    {
        ThrowIfDisposed();
        return mode == ImageResizeMode.Fill
            ? CloneWithFilling(width, height)
            : CloneWithPlacement(ImagePlacement.Create(mode, _width, _height, width, height), width, height);
    }

    internal MLImage CloneWithGrayscale()
    {
        byte[] pixels = OpaqueBgra();
        for (int i = 0; i < pixels.Length; i += 4)
            pixels.AsSpan(i, 3).Fill((byte)(0.11f * pixels[i] + 0.59f * pixels[i + 1] + 0.3f * pixels[i + 2] + 0.5f));
        return new MLImage(_width, _height, MLPixelFormat.Bgra32, pixels);
    }

    private static MLImage Decode(ReadOnlySpan<byte> file)
    {
        using GdImage image = GdImage.Decode(file);
        if (image is null)
            return null;

        var pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelsTo(pixels);
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            for (int channel = i; channel < i + 3; channel++)
                pixels[channel] = (byte)((pixels[channel] * alpha + 127) / 255);
        }
        return new MLImage(image.Width, image.Height, MLPixelFormat.Bgra32, pixels);
    }

    private byte[] Encode(byte[] bgra, Func<GdImage, byte[]> encode)
    {
        using GdImage image = GdImage.FromPixels(bgra, _width, _height);
        return encode(image);
    }

    /// <summary>Nearest neighbour, sampled at pixel centres.</summary>
    private MLImage CloneWithFilling(int width, int height)
    {
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(_pixels);
        var pixels = new byte[width * height * 4];
        Span<uint> destination = MemoryMarshal.Cast<byte, uint>(pixels.AsSpan());
        for (int y = 0; y < height; y++)
        {
            int sourceRow = (int)((2L * y + 1) * _height / (2L * height)) * _width;
            for (int x = 0; x < width; x++)
                destination[y * width + x] = source[sourceRow + (int)((2L * x + 1) * _width / (2L * width))];
        }
        return new MLImage(width, height, _pixelFormat, pixels);
    }

    private MLImage CloneWithPlacement(ImagePlacement placement, int width, int height)
    {
        using GdImage image = GdImage.FromPixels(OpaqueBgra(), _width, _height);
        using GdImage canvas = image.DrawOnCanvas(placement, width, height);
        var pixels = new byte[width * height * 4];
        canvas.CopyPixelsTo(pixels);
        return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
    }

    /// <summary>What is seen when the image lies on black: premultiplied colours with alpha set to opaque.</summary>
    private byte[] OpaqueBgra()
    {
        byte[] pixels = CopyAsBgra();
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = 255;
        return pixels;
    }

    private byte[] UnpremultipliedBgra()
    {
        byte[] pixels = CopyAsBgra();
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            for (int channel = i; channel < i + 3; channel++)
                pixels[channel] = alpha == 0 ? (byte)0 : (byte)Math.Min(255, (pixels[channel] * 255 + alpha / 2) / alpha);
        }
        return pixels;
    }

    private byte[] CopyAsBgra()
    {
        ThrowIfDisposed();
        byte[] pixels = _pixels.AsSpan().ToArray();
        if (_pixelFormat == MLPixelFormat.Rgba32)
        {
            for (int i = 0; i < pixels.Length; i += 4)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        }
        return pixels;
    }

    private void ThrowIfDisposed()
    {
        if (_pixels is null)
            throw new InvalidOperationException("Object is disposed.");
    }
}
