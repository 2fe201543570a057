using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.ConvNet.Files;

/// <summary>A kind of file whose damage is always found: sections behind a header, and a checksum of everything.</summary>
/// <remarks>
/// Little endian:
/// <list type="number">
/// <item>a header of 32 bytes: 8 bytes that tell the kind, the version of the format and the oldest version whose readers can read it (UInt32 each), the length of the
/// body (Int64), and the first 8 bytes of the SHA-256 of the header so far;</item>
/// <item>the body: the sections, each with its length (Int64) in front;</item>
/// <item>the SHA-256 of the body.</item>
/// </list>
/// </remarks>
/// <param name="name">What to call such a file in errors.</param>
/// <param name="magic">Eight ASCII characters.</param>
/// <param name="version">The version that is written, and the highest that can be read.</param>
/// <param name="readableBy">The oldest version whose readers can read what is written.</param>
internal sealed class SectionFile(string name, string magic, uint version, uint readableBy)
{
    public const int HeaderLength = 32;

    private const int CheckedHeaderLength = 24;

    private readonly byte[] _magic = Encoding.ASCII.GetBytes(magic);

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="sections">Write the sections; each is called twice, the first time for the length alone.</param>
    public void Write(Stream stream, params IReadOnlyList<Action<Stream>> sections)
    {
        long[] lengths = [.. sections.Select(CountingStream.LengthOf)];
        stream.Write(CreateHeader(lengths.Sum(length => sizeof(long) + length)));

        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            Span<byte> prefix = stackalloc byte[sizeof(long)];
            for (int i = 0; i < sections.Count; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(prefix, lengths[i]);
                hashed.Write(prefix);
                sections[i](hashed);
            }
        }

        stream.Write(hash.Hash!);
    }

    /// <summary>Reads a file. Memory grows only with the bytes that come, whatever lengths the file claims.</summary>
    /// <param name="stream">Where from; left open.</param>
    /// <param name="read">Reads all sections in order.</param>
    /// <exception cref="FormatException">The file is of another kind, damaged or truncated, or was written by a newer version; the message says which.</exception>
    public T Read<T>(Stream stream, Func<SectionReader, T> read)
        where T : class
    {
        long length = ReadHeader(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var body = new SectionStream(stream, length, bytes => hash.AppendData(bytes));
        T? content = null;
        Exception? problem = null;
        try
        {
            var reader = new SectionReader(body);
            content = read(reader);
            reader.CheckEnd();
        }
        catch (Exception exception) when (exception is EndOfStreamException or not (IOException or OutOfMemoryException))
        {
            content = null;
            problem = exception;
        }

        // Whatever the sections seemed to say: the length and the checksum tell what is the matter. An inner exception would only hide it from those who look for
        // the innermost one, because ML.NET wraps this one.
        try
        {
            body.SkipToEnd();
            if (body.IsCutShort) throw Truncated($"its body has {body.Position} of {length} bytes");
            var expected = new byte[SHA256.HashSizeInBytes];
            if (stream.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false) < expected.Length) throw Truncated("it ends within its checksum");
            if (!hash.GetHashAndReset().AsSpan().SequenceEqual(expected)) throw Damaged("its checksum (SHA-256) does not match");
        }
        catch (InvalidDataException)
        {
            throw Damaged("its compressed data cannot be read");
        }

        return content ?? throw Damaged(problem!.Message);
    }

    private byte[] CreateHeader(long bodyLength)
    {
        var header = new byte[HeaderLength];
        _magic.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), readableBy);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), bodyLength);
        HeaderChecksum(header).CopyTo(header.AsSpan(CheckedHeaderLength));
        return header;
    }

    private static ReadOnlySpan<byte> HeaderChecksum(ReadOnlySpan<byte> header) =>
        SHA256.HashData(header[..CheckedHeaderLength]).AsSpan(0, HeaderLength - CheckedHeaderLength);

    /// <summary>Checks the header; the length of the body.</summary>
    private long ReadHeader(Stream stream)
    {
        var header = new byte[HeaderLength];
        try
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) throw Truncated("it ends within its header");
        }
        catch (InvalidDataException)
        {
            throw Damaged("its compressed data cannot be read");
        }

        if (!header.AsSpan().StartsWith(_magic)) throw Damaged($"it does not begin as a {name} does");
        if (!HeaderChecksum(header).SequenceEqual(header.AsSpan(CheckedHeaderLength))) throw Damaged("the checksum of its header does not match");
        uint writtenVersion = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)), oldestReader = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12));
        if (oldestReader > version)
        {
            throw new FormatException(
                $"The {name} was written by a newer version of Microsoft.ML.ConvNet: it has format {writtenVersion}, readable from format {oldestReader} on; this version reads formats up to {version}.");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
        return length >= 0 ? length : throw Damaged($"the length of its body is {length}");
    }

    private FormatException Truncated(string what) => new($"The {name} is truncated: {what}.");

    private FormatException Damaged(string what) => new($"The {name} is damaged: {what.TrimEnd('.')}.");
}
