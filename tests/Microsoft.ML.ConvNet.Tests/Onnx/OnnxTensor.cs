using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.ConvNet.Tests.Onnx.Format;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>A tensor of a case. Integers are taken as floats: all that occur are exact in single precision.</summary>
internal sealed record OnnxTensor(int[] Dimensions, float[] Values)
{
    public int[] Integers => Array.ConvertAll(Values, value => (int)value);

    public static OnnxTensor Read(TensorData tensor)
    {
        int[] dimensions = [.. tensor.Dimensions.Select(extent => checked((int)extent))];
        float[] values = tensor.ElementType switch
        {
            1 => tensor.Raw.IsEmpty ? [.. tensor.Singles] : Raw<float>(tensor),
            2 or 9 => Raw<byte>(tensor),
            3 => Raw<sbyte>(tensor),
            4 => Raw<ushort>(tensor),
            5 => Raw<short>(tensor),
            6 => Raw<int>(tensor),
            7 => tensor.Raw.IsEmpty ? [.. tensor.Integers.Select(value => (float)value)] : Raw<long>(tensor),
            12 => Raw<uint>(tensor),
            13 => Raw<ulong>(tensor),
            var other => throw new NotSupportedException($"Element type {other}."),
        };
        if (values.Length != Count(dimensions)) throw new InvalidDataException($"{values.Length} values for {string.Join("x", dimensions)}.");
        return new OnnxTensor(dimensions, values);
    }

    /// <summary>Product of extents; 1 for none.</summary>
    public static int Count(IEnumerable<int> extents) => extents.Aggregate(1, (product, extent) => product * extent);

    /// <summary>The matrix with rows and columns exchanged.</summary>
    public OnnxTensor Transposed()
    {
        int rows = Dimensions[0], columns = Dimensions[1];
        return new OnnxTensor([columns, rows], [.. Enumerable.Range(0, Values.Length).Select(i => Values[i % rows * columns + i / rows])]);
    }

    private static float[] Raw<T>(TensorData tensor)
        where T : unmanaged, INumber<T>
    {
        // Small types may stand in a list of 32-bit integers instead.
        if (tensor.Raw.IsEmpty) return [.. tensor.SmallIntegers.Select(value => (float)value)];
        return Array.ConvertAll(MemoryMarshal.Cast<byte, T>(tensor.Raw.Span).ToArray(), float.CreateChecked);
    }
}
