using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor that moves with another one and shows a row over it. Only the columns asked for are active.</summary>
internal sealed class MappedCursor(DataViewRowCursor input, DataViewRow row, IEnumerable<DataViewSchema.Column> activeColumns) : RowCursor(row)
{
    private readonly HashSet<int> _active = [.. activeColumns.Select(column => column.Index)];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"Requested column '{column.Name}' is not active");
        return base.GetGetter<TValue>(column);
    }

    public override bool MoveNext() => input.MoveNext();
}
