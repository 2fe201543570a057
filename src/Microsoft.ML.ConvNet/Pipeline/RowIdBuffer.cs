using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Copies of the rows' identifiers.</summary>
internal sealed class RowIdBuffer(DataViewRow row, int capacity) : ColumnBuffer<DataViewRowId>(row.GetIdGetter(), capacity)
{
    /// <inheritdoc/>
    protected override void Copy(in DataViewRowId source, ref DataViewRowId destination) => destination = source;
}
