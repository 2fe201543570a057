using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes and reads primitive values.</summary>
internal static class ValueCodec<TValue>
{
    public static readonly Action<BinaryWriter, TValue> Write;
    public static readonly Func<BinaryReader, TValue> Read;

    static ValueCodec()
    {
        (Delegate write, Delegate read) = default(TValue) switch
        {
            sbyte => Pair((BinaryWriter writer, sbyte value) => writer.Write(value), reader => reader.ReadSByte()),
            byte => Pair((BinaryWriter writer, byte value) => writer.Write(value), reader => reader.ReadByte()),
            short => Pair((BinaryWriter writer, short value) => writer.Write(value), reader => reader.ReadInt16()),
            ushort => Pair((BinaryWriter writer, ushort value) => writer.Write(value), reader => reader.ReadUInt16()),
            int => Pair((BinaryWriter writer, int value) => writer.Write(value), reader => reader.ReadInt32()),
            uint => Pair((BinaryWriter writer, uint value) => writer.Write(value), reader => reader.ReadUInt32()),
            long => Pair((BinaryWriter writer, long value) => writer.Write(value), reader => reader.ReadInt64()),
            ulong => Pair((BinaryWriter writer, ulong value) => writer.Write(value), reader => reader.ReadUInt64()),
            float => Pair((BinaryWriter writer, float value) => writer.Write(value), reader => reader.ReadSingle()),
            double => Pair((BinaryWriter writer, double value) => writer.Write(value), reader => reader.ReadDouble()),
            bool => Pair((BinaryWriter writer, bool value) => writer.Write(value), reader => reader.ReadBoolean()),
            ReadOnlyMemory<char> => Pair((BinaryWriter writer, ReadOnlyMemory<char> value) => writer.Write(value.ToString()),
                reader => reader.ReadString().AsMemory()),
            DataViewRowId => Pair((BinaryWriter writer, DataViewRowId value) => WriteId(writer, value),
                reader => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64())),
            _ => throw Contracts.Except($"We do not know how to serialize values of type '{typeof(TValue)}'"),
        };
        Write = (Action<BinaryWriter, TValue>)write;
        Read = (Func<BinaryReader, TValue>)read;
    }

    private static (Delegate Write, Delegate Read) Pair<T>(Action<BinaryWriter, T> write, Func<BinaryReader, T> read) => (write, read);

    private static void WriteId(BinaryWriter writer, DataViewRowId id)
    {
        writer.Write(id.Low);
        writer.Write(id.High);
    }
}
