using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Transforms.Image;

/// <summary>
/// Leaves out of a PNG file what gd does not use: comments, colour profiles, gamma and the like. libpng complains about faults in them
/// (such as the profiles that a well-known program wrote for years) on stderr, and gd offers no way to stop that.
/// </summary>
internal static class PngChunks
{
    private const int SignatureLength = 8;

    // Length, name and checksum.
    private const int Overhead = 12;

    /// <returns>The file's signature and its chunks with pixels, or null when the file breaks off or is no sequence of chunks.</returns>
    internal static byte[] KeepPixels(ReadOnlySpan<byte> file)
    {
        var kept = new byte[file.Length];
        file[..SignatureLength].CopyTo(kept);
        int keptLength = SignatureLength;
        ReadOnlySpan<byte> rest = file[SignatureLength..];
        while (rest.Length >= Overhead)
        {
            uint dataLength = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (dataLength > rest.Length - Overhead)
                return null;
            ReadOnlySpan<byte> chunk = rest[..(Overhead + (int)dataLength)];
            string name = Encoding.Latin1.GetString(chunk[4..8]);
            if (name is "IHDR" or "PLTE" or "tRNS" or "IDAT" or "IEND")
            {
                chunk.CopyTo(kept.AsSpan(keptLength));
                keptLength += chunk.Length;
            }
            if (name == "IEND")
                return kept[..keptLength];
            rest = rest[chunk.Length..];
        }
        return null;
    }
}
