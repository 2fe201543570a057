using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The column types of .NET types.</summary>
internal static class DataViewTypes
{
    /// <summary>The types that have no parameters. Model files hold positions in this list: append only.</summary>
    public static ImmutableArray<DataViewType> Simple { get; } =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        BooleanDataViewType.Instance, TextDataViewType.Instance, RowIdDataViewType.Instance,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance,
    ];

    private static readonly Dictionary<Type, PrimitiveDataViewType> ByRawType = Simple.ToDictionary(type => type.RawType, type => (PrimitiveDataViewType)type);

    /// <summary>The primitive column type of a .NET type, which may be <see cref="string"/>.</summary>
    public static PrimitiveDataViewType Primitive(Type type) =>
        TryPrimitive(type, out PrimitiveDataViewType result)
            ? result
            : throw Contracts.ExceptParam(nameof(type), $"Could not determine an IDataView type for {type}");

    public static bool TryPrimitive(Type type, out PrimitiveDataViewType result) =>
        ByRawType.TryGetValue(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type, out result);

    /// <summary>The item type of a vector; any other type is its own item type.</summary>
    public static DataViewType GetItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;
}
