using System.Runtime.InteropServices;
using static Microsoft.ML.Transforms.Image.GdLibrary;

namespace Microsoft.ML.Transforms.Image;

/// <summary>A true-colour image owned by libgd. Pixels go in and out as blue, green, red, alpha bytes, alpha not premultiplied.</summary>
internal sealed unsafe class GdImage : SafeHandle
{
    private const int TransparentAlpha = 127;
    private const int LosslessWebp = 101;

    public GdImage() : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        gdImageDestroy(handle);
        return true;
    }

    internal int Width => Header->Width;

    internal int Height => Header->Height;

    private ImageHeader* Header => (ImageHeader*)handle;

    /// <returns>
    /// The picture, or null when the bytes are no picture of a known format or too damaged to decode. (Of a PNG file that breaks off,
    /// ML.NET's own library gives the rows that are there; gd gives nothing.)
    /// </returns>
    internal static GdImage Decode(ReadOnlySpan<byte> file)
    {
        EnsureLoaded();
        ReadOnlySpan<byte> pngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        bool isPng = file.StartsWith(pngSignature);
        if (isPng)
            file = PngChunks.KeepPixels(file);

        GdImage image;
        fixed (byte* data = file)
        {
            image = file switch
            {
                [] => null,
                _ when isPng => gdImageCreateFromPngPtr(file.Length, data),
                [0xFF, 0xD8, 0xFF, ..] => gdImageCreateFromJpegPtr(file.Length, data),
                [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => gdImageCreateFromGifPtr(file.Length, data),
                [(byte)'B', (byte)'M', ..] => gdImageCreateFromBmpPtr(file.Length, data),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..]
                    => gdImageCreateFromWebpPtr(file.Length, data),
                _ => null,
            };
        }

        if (image is null || image.IsInvalid)
            return null;
        bool tooLarge = (long)image.Width * image.Height * 4 > Array.MaxLength;
        if (tooLarge || (image.Header->TrueColor == 0 && gdImagePaletteToTrueColor(image) == 0))
        {
            image.Dispose();
            return null;
        }
        return image;
    }

    /// <exception cref="InvalidOperationException">gd has no memory for an image of this size.</exception>
    internal static GdImage FromPixels(ReadOnlySpan<byte> bgra, int width, int height)
    {
        GdImage image = Create(width, height);
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(bgra);
        for (int y = 0; y < height; y++)
        {
            int* row = image.Header->TrueColorPixels[y];
            for (int x = 0; x < width; x++)
            {
                uint pixel = source[y * width + x];
                row[x] = (int)(pixel & 0x00FFFFFF | (TransparentAlpha - (pixel >> 25)) << 24);
            }
        }
        return image;
    }

    internal void CopyPixelsTo(Span<byte> bgra)
    {
        Span<uint> destination = MemoryMarshal.Cast<byte, uint>(bgra);
        int width = Width, height = Height;
        for (int y = 0; y < height; y++)
        {
            int* row = Header->TrueColorPixels[y];
            for (int x = 0; x < width; x++)
            {
                uint pixel = (uint)row[x];
                // gd counts alpha from 0 (opaque) to 127 (transparent); the seven bits are spread so that both ends are reached.
                uint transparency = pixel >> 24;
                uint alpha = 255 - ((transparency << 1) + (transparency >> 6));
                destination[y * width + x] = pixel & 0x00FFFFFF | alpha << 24;
            }
        }
    }

    /// <summary>
    /// This image, which must be opaque, drawn on a transparent canvas at the given place and size; what hangs over is cut off.
    /// Each canvas pixel becomes the mean of the image under it. (gd's cubic filters are half a pixel off.)
    /// </summary>
    internal GdImage DrawOnCanvas(ImagePlacement placement, int canvasWidth, int canvasHeight)
    {
        GdImage canvas = Create(canvasWidth, canvasHeight);
        for (int y = 0; y < canvasHeight; y++)
            new Span<int>(canvas.Header->TrueColorPixels[y], canvasWidth).Fill(TransparentAlpha << 24);
        gdImageAlphaBlending(canvas, 0);
        if (placement.Width > 0 && placement.Height > 0)
            gdImageCopyResampled(canvas, this, placement.X, placement.Y, 0, 0, placement.Width, placement.Height, Width, Height);
        return canvas;
    }

    internal byte[] EncodePng()
    {
        gdImageSaveAlpha(this, 1);
        return TakeEncoded(gdImagePngPtr(this, out int size), size);
    }

    internal byte[] EncodeJpeg(int quality) => TakeEncoded(gdImageJpegPtr(this, out int size, quality), size);

    internal byte[] EncodeLosslessWebp() => TakeEncoded(gdImageWebpPtrEx(this, out int size, LosslessWebp), size);

    private static GdImage Create(int width, int height)
    {
        EnsureLoaded();
        GdImage image = gdImageCreateTrueColor(width, height);
        return image.IsInvalid ? throw new InvalidOperationException($"No memory for an image of {width}x{height} pixels.") : image;
    }

    private static byte[] TakeEncoded(byte* data, int size)
    {
        if (data == null)
            return null;
        byte[] encoded = new ReadOnlySpan<byte>(data, size).ToArray();
        gdFree(data);
        return encoded;
    }
}
