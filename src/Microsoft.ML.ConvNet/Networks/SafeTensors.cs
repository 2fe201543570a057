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
        return SafeTensorsStream.Read(stream);
    }

    /// <summary>
    /// Reads a file of weights as <see cref="Read"/> does. The file is mapped into memory and checked as a whole before anything is allocated; then each tensor is converted straight
    /// from the map, so that no more memory is taken than the weights need.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of the header.</returns>
    /// <remarks>Nobody may shorten the file meanwhile; .NET programs are kept from writing to it.</remarks>
    /// <exception cref="FormatException">The file is damaged, truncated, or has tensors of another type; the message names the file, says which tensor and what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Weights ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return SafeTensorsFile.Read(path);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }

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
