using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>One of ML.NET's primitive value types: its name in files and what can be done with values of it.</summary>
internal abstract class PrimitiveKind(string name, Type rawType)
{
    /// <summary>All that ML.NET has. A column of any other type, such as an image, belongs to its row and cannot be copied.</summary>
    private static readonly PrimitiveKind[] s_all =
    [
        new PrimitiveKind<ReadOnlyMemory<char>>("String", () => TextDataViewType.Instance, (writer, value) => writer.Write(value.ToString()), reader => reader.ReadString().AsMemory()),
        new PrimitiveKind<bool>("Boolean", () => BooleanDataViewType.Instance, (writer, value) => writer.Write(value), reader => reader.ReadBoolean()),
        new PrimitiveKind<sbyte>("SByte", () => NumberDataViewType.SByte, (writer, value) => writer.Write(value), reader => reader.ReadSByte()),
        new PrimitiveKind<byte>("Byte", () => NumberDataViewType.Byte, (writer, value) => writer.Write(value), reader => reader.ReadByte()),
        new PrimitiveKind<short>("Int16", () => NumberDataViewType.Int16, (writer, value) => writer.Write(value), reader => reader.ReadInt16()),
        new PrimitiveKind<ushort>("UInt16", () => NumberDataViewType.UInt16, (writer, value) => writer.Write(value), reader => reader.ReadUInt16()),
        new PrimitiveKind<int>("Int32", () => NumberDataViewType.Int32, (writer, value) => writer.Write(value), reader => reader.ReadInt32()),
        new PrimitiveKind<uint>("UInt32", () => NumberDataViewType.UInt32, (writer, value) => writer.Write(value), reader => reader.ReadUInt32()),
        new PrimitiveKind<long>("Int64", () => NumberDataViewType.Int64, (writer, value) => writer.Write(value), reader => reader.ReadInt64()),
        new PrimitiveKind<ulong>("UInt64", () => NumberDataViewType.UInt64, (writer, value) => writer.Write(value), reader => reader.ReadUInt64()),
        new PrimitiveKind<float>("Single", () => NumberDataViewType.Single, (writer, value) => writer.Write(value), reader => reader.ReadSingle()),
        new PrimitiveKind<double>("Double", () => NumberDataViewType.Double, (writer, value) => writer.Write(value), reader => reader.ReadDouble()),
        new PrimitiveKind<TimeSpan>("TimeSpan", () => TimeSpanDataViewType.Instance, (writer, value) => writer.Write(value.Ticks), reader => new TimeSpan(reader.ReadInt64())),
        new PrimitiveKind<DateTime>("DateTime", () => DateTimeDataViewType.Instance, (writer, value) => writer.Write(value.ToBinary()), ReadDateTime),
        new PrimitiveKind<DateTimeOffset>("DateTimeOffset", () => DateTimeOffsetDataViewType.Instance, WriteDateTimeOffset, ReadDateTimeOffset),
        new PrimitiveKind<DataViewRowId>("RowId", () => RowIdDataViewType.Instance, WriteRowId, reader => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64())),
    ];

    /// <summary>The name in files.</summary>
    public string Name { get; } = name;

    /// <summary>The type of the values.</summary>
    public Type RawType { get; } = rawType;

    /// <summary>ML.NET's type; keys have the same values but a type of their own.</summary>
    public abstract PrimitiveDataViewType DataViewType { get; }

    /// <summary>The kind of a type's values (a vector's items, a key's raw values), or null for other than ML.NET's primitive types.</summary>
    public static PrimitiveKind? Find(DataViewType type)
    {
        var itemType = type is VectorDataViewType vector ? vector.ItemType : type;
        return itemType is KeyDataViewType
            ? s_all.FirstOrDefault(kind => kind.RawType == itemType.RawType)
            : s_all.FirstOrDefault(kind => kind.DataViewType.Equals(itemType));
    }

    /// <summary>The kind with this name in files, or null.</summary>
    public static PrimitiveKind? Find(string name) => s_all.FirstOrDefault(kind => kind.Name == name);

    /// <summary>A buffer for the values of a column of this kind, scalar or vector.</summary>
    /// <param name="row">The cursor that is read; the column is active in it.</param>
    /// <param name="capacity">Rows that the buffer holds.</param>
    public abstract ColumnBuffer CreateBuffer(DataViewRow row, DataViewSchema.Column column, int capacity);

    /// <summary>The annotation's values as label values.</summary>
    /// <param name="annotation">A vector of this kind.</param>
    public abstract LabelValues TakeLabelValues(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation);

    /// <summary>Reads what <see cref="LabelValues.Write(BinaryWriter, LabelValues)"/> wrote.</summary>
    /// <param name="itemType">This kind's type, or a key of it.</param>
    public abstract LabelValues ReadLabelValues(BinaryReader reader, PrimitiveDataViewType itemType, int count);

    private static DateTime ReadDateTime(BinaryReader reader)
    {
        try
        {
            return DateTime.FromBinary(reader.ReadInt64());
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("A label value is no DateTime.", exception);
        }
    }

    private static void WriteDateTimeOffset(BinaryWriter writer, DateTimeOffset value)
    {
        writer.Write(value.Ticks);
        writer.Write((short)(value.Offset.Ticks / TimeSpan.TicksPerMinute));
    }

    private static DateTimeOffset ReadDateTimeOffset(BinaryReader reader)
    {
        try
        {
            return new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromMinutes(reader.ReadInt16()));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("A label value is no DateTimeOffset.", exception);
        }
    }

    private static void WriteRowId(BinaryWriter writer, DataViewRowId value)
    {
        writer.Write(value.Low);
        writer.Write(value.High);
    }
}
