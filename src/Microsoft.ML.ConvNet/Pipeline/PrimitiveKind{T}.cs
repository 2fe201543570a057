using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>A primitive value type.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class PrimitiveKind<T>(string name, Func<PrimitiveDataViewType> dataViewType, Action<BinaryWriter, T> write, Func<BinaryReader, T> read)
    : PrimitiveKind(name, typeof(T))
{
    /// <inheritdoc/>
    public override PrimitiveDataViewType DataViewType => dataViewType();

    /// <summary>Writes one value.</summary>
    public Action<BinaryWriter, T> Write { get; } = write;

    /// <inheritdoc/>
    public override ColumnBuffer CreateBuffer(DataViewRow row, DataViewSchema.Column column, int capacity) => column.Type is VectorDataViewType
        ? new VectorBuffer<T>(row, column, capacity)
        : new ScalarBuffer<T>(row, column, capacity);

    /// <inheritdoc/>
    public override LabelValues TakeLabelValues(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        VBuffer<T> values = default;
        annotations.GetValue(annotation.Name, ref values);
        return new LabelValues<T>(this, ((VectorDataViewType)annotation.Type).ItemType, [.. values.DenseValues()]);
    }

    /// <inheritdoc/>
    public override LabelValues ReadLabelValues(BinaryReader reader, PrimitiveDataViewType itemType, int count)
    {
        // The list grows with the values that come, whatever the count claims.
        var values = new List<T>();
        for (int i = 0; i < count; i++) values.Add(read(reader));
        return new LabelValues<T>(this, itemType, [.. values]);
    }
}
