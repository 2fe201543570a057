using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Label values of one type.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class LabelValues<T>(PrimitiveKind<T> kind, PrimitiveDataViewType itemType, T[] values) : LabelValues
{
    /// <inheritdoc/>
    public override PrimitiveDataViewType ItemType => itemType;

    /// <inheritdoc/>
    public override int Count => values.Length;

    /// <inheritdoc/>
    public override void AddTo(DataViewSchema.Annotations.Builder annotations, string kind)
    {
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length);
        annotations.Add(kind, new VectorDataViewType(itemType, values.Length), getter);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ToText() => [.. values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")];

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        writer.Write(kind.Name);
        writer.Write(itemType is KeyDataViewType key ? key.Count : 0);
        foreach (var value in values) kind.Write(writer, value);
    }
}
