using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Writes grey and red-green-blue pictures as PNG (W3C: Portable Network Graphics Specification, third edition).</summary>
internal static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The bytes of the file.</summary>
    /// <param name="pixels">Row after row, the channels of a pixel side by side (H, W, C).</param>
    /// <param name="shape">1 channel (grey) or 3 (red, green, blue).</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        var file = new MemoryStream();
        file.Write(Signature);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), shape.Height);
        header[8] = 8; // bits of a sample
        header[9] = (byte)(shape.Channels == 1 ? 0 : 2);
        WriteChunk(file, "IHDR"u8, header);

        var data = new MemoryStream();
        using (var compressed = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            int rowSize = shape.Width * shape.Channels;
            for (int y = 0; y < shape.Height; y++)
            {
                compressed.WriteByte(0); // the row is not filtered
                compressed.Write(pixels.Slice(y * rowSize, rowSize));
            }
        }

        WriteChunk(file, "IDAT"u8, data.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Update(Update(uint.MaxValue, type), data));
        file.Write(number);
    }

    // The cyclic redundancy check of ISO 3309, bit by bit: pictures in reports are small.
    private static uint Update(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            check ^= value;
            for (int bit = 0; bit < 8; bit++) check = (check & 1) == 0 ? check >> 1 : (check >> 1) ^ 0xEDB88320;
        }

        return check;
    }
}
