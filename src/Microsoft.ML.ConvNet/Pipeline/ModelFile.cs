using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Our entry in a model zip.</summary>
/// <remarks>
/// Little endian:
/// <list type="number">
/// <item>a header of 32 bytes: the text <c>ConvNet\n</c>, the version of the format and the oldest version whose readers can read it (UInt32 each), the length of
/// the body (Int64), and the first 8 bytes of the SHA-256 of the header so far;</item>
/// <item>the body: four sections, each with its length (Int64) in front: the settings (JSON, <see cref="ModelSettingsJson"/>), the network's definition (JSON,
/// <see cref="Network.ToJson"/>), the label values (<see cref="LabelValues"/>), the weights (safetensors);</item>
/// <item>the SHA-256 of the body.</item>
/// </list>
/// </remarks>
internal static class ModelFile
{
    /// <summary>The version that is written.</summary>
    internal const uint Version = 1;

    /// <summary>The oldest version whose readers can read what is written.</summary>
    internal const uint ReadableBy = 1;

    internal const int HeaderLength = 32;

    private const int CheckedHeaderLength = 24;

    private static ReadOnlySpan<byte> Magic => "ConvNet\n"u8;

    /// <summary>Writes a model.</summary>
    public static void Write(Stream stream, ModelContent content)
    {
        Action<Stream>[] sections =
        [
            section => ModelSettingsJson.Write(section, content.Settings, content.Statistics),
            section => section.Write(Encoding.UTF8.GetBytes(content.Network.ToJson())),
            section => WriteLabelValues(section, content.LabelValues),
            section => SafeTensors.Write(section, content.Weights),
        ];
        long[] lengths = [.. sections.Select(CountingStream.LengthOf)];
        stream.Write(CreateHeader(lengths.Sum(length => sizeof(long) + length)));

        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            Span<byte> prefix = stackalloc byte[sizeof(long)];
            for (int i = 0; i < sections.Length; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(prefix, lengths[i]);
                hashed.Write(prefix);
                sections[i](hashed);
            }
        }

        stream.Write(hash.Hash!);
    }

    /// <summary>Reads a model. Memory grows only with the bytes that come, whatever lengths the file claims.</summary>
    /// <exception cref="FormatException">The file is no model, is damaged or truncated, or was written by a newer version; the message says which.</exception>
    public static ModelContent Read(Stream stream)
    {
        long length = ReadHeader(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var body = new SectionStream(stream, length, bytes => hash.AppendData(bytes));
        ModelContent? content = null;
        Exception? problem = null;
        try
        {
            content = ReadBody(body);
        }
        catch (Exception exception) when (exception is EndOfStreamException or not (IOException or OutOfMemoryException))
        {
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

    private static byte[] CreateHeader(long bodyLength)
    {
        var header = new byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), ReadableBy);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), bodyLength);
        HeaderChecksum(header).CopyTo(header.AsSpan(CheckedHeaderLength));
        return header;
    }

    private static ReadOnlySpan<byte> HeaderChecksum(ReadOnlySpan<byte> header) =>
        SHA256.HashData(header[..CheckedHeaderLength]).AsSpan(0, HeaderLength - CheckedHeaderLength);

    /// <summary>Checks the header; the length of the body.</summary>
    private static long ReadHeader(Stream stream)
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

        if (!header.AsSpan().StartsWith(Magic)) throw Damaged("it does not begin as a ConvNet model does");
        if (!HeaderChecksum(header).SequenceEqual(header.AsSpan(CheckedHeaderLength))) throw Damaged("the checksum of its header does not match");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)), readableBy = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12));
        if (readableBy > Version)
        {
            throw new FormatException(
                $"The ConvNet model was written by a newer version of Microsoft.ML.ConvNet: it has format {version}, readable from format {readableBy} on; this version reads formats up to {Version}.");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
        return length >= 0 ? length : throw Damaged($"the length of its body is {length}");
    }

    private static ModelContent ReadBody(SectionStream body)
    {
        var (settings, statistics) = ModelSettingsJson.Read(NextSection(body, "settings"));
        var network = Network.FromJson(ReadText(NextSection(body, "network")));
        if (network.InputShape != settings.Image.Shape || statistics.Channels != network.InputShape.Channels)
            throw new FormatException($"the network takes images of {network.InputShape}, but the settings are for {settings.Image.Shape} with {statistics.Channels} channels");

        LabelValues? labelValues;
        using (var reader = new BinaryReader(NextSection(body, "label values"))) labelValues = LabelValues.Read(reader, network.OutputShape.Size);
        var weights = SafeTensors.Read(NextSection(body, "weights"));
        if (body.Position != body.Length) throw new FormatException($"there are {body.Length - body.Position} bytes after the weights");
        network.CheckWeights(weights);
        return new ModelContent(settings, network, weights, statistics, labelValues);
    }

    private static SectionStream NextSection(SectionStream body, string name)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        body.ReadExactly(prefix);
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix), rest = body.Length - body.Position;
        return length >= 0 && length <= rest ? new SectionStream(body, length) : throw new FormatException($"section '{name}' claims {length} bytes, but {rest} are left");
    }

    private static string ReadText(Stream section)
    {
        using var reader = new StreamReader(section, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        return reader.ReadToEnd();
    }

    private static void WriteLabelValues(Stream section, LabelValues? values)
    {
        using var writer = new BinaryWriter(section, Encoding.UTF8, leaveOpen: true);
        LabelValues.Write(writer, values);
    }

    private static FormatException Truncated(string what) => new($"The ConvNet model is truncated: {what}.");

    private static FormatException Damaged(string what) => new($"The ConvNet model is damaged: {what.TrimEnd('.')}.");
}
