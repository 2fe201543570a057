namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Copies of a scalar column.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class ScalarBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ColumnBuffer<T>(row.GetGetter<T>(column), capacity)
{
    /// <inheritdoc/>
    protected override void Copy(in T source, ref T destination) => destination = source;
}
