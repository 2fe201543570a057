using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads images that a column holds as the bytes of an image file: decoded by <see cref="MLImage"/>, resized, red-green-blue or grey.</summary>
/// <remarks>Alpha is not read: as with <c>ExtractPixels</c>, a transparent pixel has the colour that ML.NET decodes for it.</remarks>
internal sealed class EncodedImageReader : ImageReader
{
    private readonly ValueGetter<VBuffer<byte>> _getter;
    private readonly ImageResampler _resampler;
    private VBuffer<byte> _values;
    private byte[] _file = [];

    public EncodedImageReader(ImageColumn column, DataViewRow row)
        : base(column)
    {
        _getter = row.GetGetter<VBuffer<byte>>(column.Column);
        _resampler = new ImageResampler(column.Shape, column.Options.Resizing);
    }

    public override bool TryRead(Span<float> pixels, [NotNullWhen(false)] out string? problem)
    {
        _getter(ref _values);
        if (_values.Length == 0)
        {
            problem = "there are no bytes to decode as an image";
            return false;
        }

        if (_file.Length < _values.Length) _file = new byte[_values.Length];
        _values.CopyTo(_file);
        using var image = Decode(new MemoryStream(_file, 0, _values.Length, writable: false));
        if (image is null)
        {
            problem = $"its {_values.Length} bytes cannot be decoded as an image";
            return false;
        }

        int red = image.PixelFormat == MLPixelFormat.Rgba32 ? 0 : 2;
        _resampler.Resample(image.Pixels, image.Width, image.Height, red, pixels);
        problem = null;
        return true;
    }

    /// <summary>Whether this is what LoadRawImageBytes throws, when the row is asked for its bytes, for a file that is missing or cannot be read.</summary>
    public static bool IsUnreadableFile(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static MLImage? Decode(MemoryStream file)
    {
        try
        {
            return MLImage.CreateFromStream(file);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // What MLImage throws for bytes that are no image, and for an image of a kind that it does not support.
            return null;
        }
    }
}
