using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Copies of a vector column, dense or sparse.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class VectorBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity)
    : ColumnBuffer<VBuffer<T>>(row.GetGetter<VBuffer<T>>(column), capacity)
{
    /// <inheritdoc/>
    protected override void Copy(in VBuffer<T> source, ref VBuffer<T> destination) => source.CopyTo(ref destination);
}
