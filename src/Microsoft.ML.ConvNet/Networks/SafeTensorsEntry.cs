using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>One tensor of a safetensors header, checked: the shape fits an array, and the place has exactly its bytes.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="DataType">One of <see cref="ReadableTypes"/>, or any integer type for a batch counter.</param>
/// <param name="Width">Bytes of one value.</param>
/// <param name="Dimensions">The extents.</param>
/// <param name="Start">First byte in the data.</param>
/// <param name="End">Byte after the last one in the data.</param>
internal sealed record SafeTensorsEntry(string Name, string DataType, int Width, ImmutableArray<int> Dimensions, long Start, long End)
{
    /// <summary>The data types that weights can be read from.</summary>
    public static ImmutableArray<string> ReadableTypes { get; } = ["F32", "F64", "F16", "BF16"];

    /// <summary>Number of values.</summary>
    public int Count => (int)((End - Start) / Width);

    /// <summary>Whether the tensor is the count of batches that PyTorch keeps beside running statistics.</summary>
    public bool IsBatchCounter => IsBatchCounterName(Name);

    public static bool IsBatchCounterName(string name) => name == "num_batches_tracked" || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    /// <summary>Bytes of one value of a data type, or 0 when the type is not known.</summary>
    public static int WidthOf(string dataType) => dataType switch
    {
        "BOOL" or "U8" or "I8" => 1,
        "F16" or "BF16" or "U16" or "I16" => 2,
        "F32" or "U32" or "I32" => 4,
        "F64" or "U64" or "I64" => 8,
        _ => 0,
    };

    /// <summary>Converts little-endian values to single precision; a batch counter's are not looked at.</summary>
    public void Convert(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (DataType)
        {
            case "F32" when BitConverter.IsLittleEndian:
                bytes.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case "F32":
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case "F64":
                for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
            case "F16":
                for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case "BF16":
                // The upper half of a single-precision number.
                for (int i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                break;
        }
    }
}
