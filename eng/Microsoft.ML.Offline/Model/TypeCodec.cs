using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes and reads column types made of primitive types.</summary>
internal static class TypeCodec
{
    private enum Form : byte
    {
        Simple,
        Key,
        Vector,
    }

    public static bool CanWrite(DataViewType type) => type.GetItemType() is KeyDataViewType || DataViewTypes.Simple.IndexOf(type.GetItemType()) >= 0;

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write((byte)Form.Vector);
                Write(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                    writer.Write(dimension);
                break;
            case KeyDataViewType key:
                writer.Write((byte)Form.Key);
                Write(writer, DataViewTypes.Primitive(key.RawType));
                writer.Write(key.Count);
                break;
            default:
                writer.Write((byte)Form.Simple);
                writer.Write((byte)DataViewTypes.Simple.IndexOf(type));
                break;
        }
    }

    public static DataViewType Read(BinaryReader reader)
    {
        switch ((Form)reader.ReadByte())
        {
            case Form.Vector:
                var itemType = (PrimitiveDataViewType)Read(reader);
                var dimensions = new List<int>();
                for (int count = reader.ReadInt32(); count > 0; count--)
                    dimensions.Add(reader.ReadInt32());
                return new VectorDataViewType(itemType, dimensions.ToArray());
            case Form.Key:
                return new KeyDataViewType(Read(reader).RawType, reader.ReadUInt64());
            case Form.Simple when reader.ReadByte() is byte index && index < DataViewTypes.Simple.Length:
                return DataViewTypes.Simple[index];
            default:
                throw Contracts.ExceptDecode(null, "Unknown column type in the model file");
        }
    }
}
