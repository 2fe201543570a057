using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes and reads schemas with their annotations. Columns of other than primitive types and vectors of them, such as images, are left out.</summary>
internal static class SchemaCodec
{
    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        DataViewSchema.Column[] columns = [.. schema.Where(column => TypeCodec.CanWrite(column.Type))];
        writer.Write(columns.Length);
        foreach (DataViewSchema.Column column in columns)
        {
            writer.Write(column.Name);
            TypeCodec.Write(writer, column.Type);
            DataViewSchema.Column[] kinds = [.. column.Annotations.Schema.Where(kind => TypeCodec.CanWrite(kind.Type))];
            writer.Write(kinds.Length);
            foreach (DataViewSchema.Column kind in kinds)
            {
                writer.Write(kind.Name);
                TypeCodec.Write(writer, kind.Type);
                GenericCall.Invoke(WriteValue<int>, [kind.Type.GetItemType().RawType], writer, column.Annotations, kind);
            }
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var builder = new DataViewSchema.Builder();
        for (int columns = reader.ReadInt32(); columns > 0; columns--)
        {
            string name = reader.ReadString();
            DataViewType type = TypeCodec.Read(reader);
            var annotations = new DataViewSchema.Annotations.Builder();
            for (int kinds = reader.ReadInt32(); kinds > 0; kinds--)
            {
                string kind = reader.ReadString();
                DataViewType kindType = TypeCodec.Read(reader);
                GenericCall.Invoke(ReadValue<int>, [kindType.GetItemType().RawType], reader, annotations, kind, kindType);
            }
            builder.AddColumn(name, type, annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }

    private static void WriteValue<TItem>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column kind)
    {
        if (kind.Type is VectorDataViewType)
        {
            VBuffer<TItem> items = default;
            annotations.GetValue(kind.Name, ref items);
            writer.Write(items.Length);
            foreach (TItem item in items.DenseValues())
                ValueCodec<TItem>.Write(writer, item);
            return;
        }
        TItem value = default;
        annotations.GetValue(kind.Name, ref value);
        ValueCodec<TItem>.Write(writer, value);
    }

    private static void ReadValue<TItem>(BinaryReader reader, DataViewSchema.Annotations.Builder annotations, string kind, DataViewType type)
    {
        if (type is PrimitiveDataViewType primitive)
        {
            annotations.AddPrimitiveValue(kind, primitive, ValueCodec<TItem>.Read(reader));
            return;
        }
        var read = new List<TItem>();
        for (int count = reader.ReadInt32(); count > 0; count--)
            read.Add(ValueCodec<TItem>.Read(reader));
        TItem[] items = [.. read];
        annotations.Add(kind, type, (ref VBuffer<TItem> destination) => VBuffer<TItem>.Copy(items, 0, ref destination, items.Length));
    }
}
