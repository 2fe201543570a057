using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>A view over columns in memory with exactly the types that a test gives.</summary>
internal sealed class MemoryView : IDataView
{
    private readonly long _rows;
    private readonly bool _knowsCount;
    private readonly IReadOnlyList<MemoryColumn> _columns;

    public MemoryView(long rows, params IReadOnlyList<MemoryColumn> columns)
        : this(rows, knowsCount: true, columns)
    {
    }

    public MemoryView(long rows, bool knowsCount, params IReadOnlyList<MemoryColumn> columns)
    {
        _rows = rows;
        _knowsCount = knowsCount;
        _columns = columns;
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns) builder.AddColumn(column.Name, column.Type);
        Schema = builder.ToSchema();
    }

    /// <summary>Cursors that were opened.</summary>
    public int Cursors { get; private set; }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _knowsCount ? _rows : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Cursors++;
        return new Cursor(this, columnsNeeded.Select(column => column.Index).ToHashSet());
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(MemoryView view, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            if (_position + 1 >= view._rows) return false;
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw new InvalidOperationException($"Column '{column.Name}' is not active.");
            var values = (Func<long, TValue>)view._columns[column.Index].Values;
            return (ref TValue value) => value = values(_position);
        }
    }
}
