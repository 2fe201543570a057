using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// A cursor that moves with another one and shows another row over it, of which only the columns asked for are active. The row owns the
/// input cursor.
/// </summary>
internal sealed class WrappedCursor(DataViewRowCursor input, DataViewRow row, IEnumerable<DataViewSchema.Column> activeColumns) : DataViewRowCursor
{
    private readonly HashSet<int> _active = [.. activeColumns.Select(column => column.Index)];

    public override DataViewSchema Schema => row.Schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"Requested column '{column.Name}' is not active");
        return row.GetGetter<TValue>(column);
    }

    public override bool MoveNext() => input.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            row.Dispose();
        base.Dispose(disposing);
    }
}
