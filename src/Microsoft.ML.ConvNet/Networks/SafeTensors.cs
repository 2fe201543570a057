using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.ConvNet.Networks;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Reads and writes weights in the safetensors format, in which the state dictionaries of PyTorch and torchvision are exchanged: the header's length (8 bytes,
/// little endian), a JSON header with name, data type, shape and place of each tensor, then the values, row-major and little endian.
/// </summary>
public static class SafeTensors
{
    /// <summary>Values that are read at once: all that is allocated before data have come to prove it necessary.</summary>
    private const int BlockValues = 1 << 16;

    /// <summary>Writes weights as F32, in their order. The same weights give the same bytes.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="weights">The tensors.</param>
    /// <exception cref="ArgumentException">
    /// A tensor is named <c>__metadata__</c>, which the format keeps for itself, or the names are too long for a header.
    /// </exception>
    public static void Write(Stream stream, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(weights);
        byte[] header = SafeTensorsHeader.Write(weights);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in weights.Values) WriteValues(stream, tensor.Values);
    }

    /// <summary>
    /// Reads a whole stream of weights. F32, F64, F16 and BF16 are converted to single precision. PyTorch's batch counters (names that end in
    /// <c>num_batches_tracked</c>) are left out: no network of this library has them.
    /// </summary>
    /// <param name="stream">Where to read, to its end; it need not be seekable; left open.</param>
    /// <returns>The tensors in the order of the header.</returns>
    /// <remarks>Lengths and shapes in the stream are checked, and memory grows only with the data that come.</remarks>
    /// <exception cref="FormatException">The stream is damaged, truncated, or has tensors of another type; the message says which tensor and what.</exception>
    public static Weights Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var entries = SafeTensorsHeader.Read(ReadHeader(stream));
        long position = 0;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            if (entry.Start != position)
                throw new FormatException(
                    $"Tensor '{entry.Name}' begins at byte {entry.Start} of the data, but the tensors before it end at {position}: they overlap or leave a gap.");
            position = entry.End;
            float[] values = ReadValues(stream, entry);
            if (!entry.IsBatchCounter) tensors.Add(entry.Name, new Tensor(entry.Dimensions, values));
        }

        if (stream.ReadByte() >= 0) throw new FormatException($"There are bytes after the last tensor, which ends at byte {position} of the data.");
        return new Weights(entries.Where(entry => !entry.IsBatchCounter).Select(entry => KeyValuePair.Create(entry.Name, tensors[entry.Name])));
    }

    private static byte[] ReadHeader(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw new FormatException("The weights end within their first 8 bytes, which hold the header's length.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafeTensorsHeader.MaximumLength)
            throw new FormatException(
                $"The weights' header claims {length} bytes, of at most {SafeTensorsHeader.MaximumLength}: this is not a safetensors file, or it is damaged.");

        byte[] header = [];
        int done = 0;
        while (done < (int)length)
        {
            Grow(ref header, done, BlockValues, (int)length);
            int read = stream.ReadAtLeast(header.AsSpan(done), header.Length - done, throwOnEndOfStream: false);
            done += read;
            if (done < header.Length) throw new FormatException($"The weights end within their header: it claims {length} bytes, but {done} came.");
        }

        return header;
    }

    private static float[] ReadValues(Stream stream, SafeTensorsEntry entry)
    {
        int count = entry.Count, width = entry.Width, done = 0;
        float[] values = [];
        var block = new byte[Math.Min(count, BlockValues) * width];
        while (done < count)
        {
            int rows = Math.Min(BlockValues, count - done);
            var bytes = block.AsSpan(0, rows * width);
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
                throw new FormatException(
                    $"The weights end within tensor '{entry.Name}': it has {(long)count * width} bytes, but {(long)done * width + read} came.");
            if (values.Length < done + rows) Grow(ref values, done, rows, count);
            entry.Convert(bytes, values.AsSpan(done, rows));
            done += rows;
        }

        return values;
    }

    // Doubles, so that a lying length costs no more than twice what has come, and ends at exactly the length when all has come.
    private static void Grow<T>(ref T[] array, int done, int more, int length) =>
        Array.Resize(ref array, (int)Math.Min(length, Math.Max(2L * done, (long)done + more)));

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            // A byte span holds at most Int32 bytes, which a large tensor exceeds: go by blocks.
            for (; !values.IsEmpty; values = values[Math.Min(BlockValues, values.Length)..])
                stream.Write(MemoryMarshal.AsBytes(values[..Math.Min(BlockValues, values.Length)]));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
