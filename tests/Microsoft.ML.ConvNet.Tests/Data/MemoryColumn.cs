using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>One column of a <see cref="MemoryView"/>: its type and a function from the row to the value.</summary>
internal sealed record MemoryColumn(string Name, DataViewType Type, Delegate Values)
{
    public static MemoryColumn Of<T>(string name, DataViewType type, params T[] values) => new(name, type, (Func<long, T>)(row => values[row]));

    public static MemoryColumn From<T>(string name, DataViewType type, Func<long, T> values) => new(name, type, values);

    /// <summary>Dense vectors of Single with these dimensions.</summary>
    public static MemoryColumn Pixels(string name, int[] dimensions, params float[][] rows) =>
        Of(name, new VectorDataViewType(NumberDataViewType.Single, dimensions), Array.ConvertAll(rows, row => new VBuffer<float>(row.Length, row)));

    /// <summary>Dense vectors of Byte with these dimensions.</summary>
    public static MemoryColumn Bytes(string name, int[] dimensions, params byte[][] rows) =>
        Of(name, new VectorDataViewType(NumberDataViewType.Byte, dimensions), Array.ConvertAll(rows, row => new VBuffer<byte>(row.Length, row)));

    /// <summary>Contents of files, as LoadRawImageBytes gives them.</summary>
    public static MemoryColumn Files(string name, params byte[][] rows) =>
        Of(name, new VectorDataViewType(NumberDataViewType.Byte), Array.ConvertAll(rows, row => new VBuffer<byte>(row.Length, row)));

    /// <summary>Keys of UInt32 as stored: one-based, 0 is missing.</summary>
    public static MemoryColumn Keys(string name, int count, params uint[] rows) => Of(name, new KeyDataViewType(typeof(uint), count), rows);
}
