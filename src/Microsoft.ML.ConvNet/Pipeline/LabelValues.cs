using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>What the classes stand for: the label's KeyValues annotation, of whatever primitive type, kept with the model.</summary>
internal abstract class LabelValues
{
    private const string KeyValuesKind = "KeyValues";

    /// <summary>Type of one value.</summary>
    public abstract PrimitiveDataViewType ItemType { get; }

    /// <summary>Number of values, the number of classes.</summary>
    public abstract int Count { get; }

    /// <summary>The annotation of a label column, or null when it has none that fits the number of its classes.</summary>
    public static LabelValues? Of(DataViewSchema.Column label, int classCount)
    {
        if (label.Annotations.Schema.GetColumnOrNull(KeyValuesKind) is not { Type: VectorDataViewType type } annotation || type.Size != classCount) return null;
        return PrimitiveKind.Find(type)?.TakeLabelValues(label.Annotations, annotation);
    }

    /// <summary>Names of classes.</summary>
    public static LabelValues Of(IEnumerable<string> names) => new LabelValues<ReadOnlyMemory<char>>(
        (PrimitiveKind<ReadOnlyMemory<char>>)PrimitiveKind.Find(TextDataViewType.Instance)!, TextDataViewType.Instance, [.. names.Select(name => name.AsMemory())]);

    /// <summary>Reads what <see cref="Write(BinaryWriter, LabelValues)"/> wrote.</summary>
    /// <exception cref="FormatException">The type is unknown or a value is impossible.</exception>
    /// <exception cref="EndOfStreamException">There are fewer values than there are classes.</exception>
    public static LabelValues? Read(BinaryReader reader, int classCount)
    {
        string name = reader.ReadString();
        if (name.Length == 0) return null;
        ulong keyCount = reader.ReadUInt64();
        var kind = PrimitiveKind.Find(name) ?? throw new FormatException($"The label values are of the unknown type '{name}'.");
        if (keyCount == 0) return kind.ReadLabelValues(reader, kind.DataViewType, classCount);
        if (!KeyDataViewType.IsValidDataType(kind.RawType)) throw new FormatException($"The label values are keys of {name}, which cannot be.");
        return kind.ReadLabelValues(reader, new KeyDataViewType(kind.RawType, keyCount), classCount);
    }

    /// <summary>Writes a name of the type, for keys their count, and the values; an empty name for no values.</summary>
    public static void Write(BinaryWriter writer, LabelValues? values)
    {
        if (values is null) writer.Write("");
        else values.Write(writer);
    }

    /// <summary>Adds the values to a column's annotations.</summary>
    /// <param name="kind">Name of the annotation.</param>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string kind);

    /// <summary>The values as text, as a person would read them.</summary>
    public abstract IReadOnlyList<string> ToText();

    /// <summary>Writes type and values.</summary>
    protected abstract void Write(BinaryWriter writer);
}
