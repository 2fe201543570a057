using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>A view of computed columns that counts the rows that are read, and can hand out cursor sets whose batches go round the cursors.</summary>
internal sealed class TestView : IDataView
{
    private const int BatchSize = 5;

    private readonly long _rows;
    private readonly TestColumn[] _columns;
    private int _rowsRead;

    public TestView(long rows, params TestColumn[] columns)
    {
        _rows = rows;
        _columns = columns;
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns) builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    /// <summary>Reading this row fails.</summary>
    public long FailAtRow { get; init; } = -1;

    public int RowsRead => _rowsRead;

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded, 0, 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. Enumerable.Range(0, n).Select(i => new Cursor(this, columnsNeeded, i, n))];

    private sealed class Cursor(TestView view, IEnumerable<DataViewSchema.Column> columns, int part, int parts) : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. columns.Select(column => column.Index)];
        private long _row = -1;
        private long _position = -1;
        private bool _ended;

        public override long Position => _ended ? -1 : _position;

        public override long Batch => _row / BatchSize;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            Assert.False(_ended);
            do _row++;
            while (_row < view._rows && _row / BatchSize % parts != part);

            _ended = _row >= view._rows;
            if (_ended) return false;
            if (_row == view.FailAtRow) throw new IOException("This row cannot be read.");
            _position++;
            Interlocked.Increment(ref view._rowsRead);
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_row, 7);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.Contains(column.Index, _active);
            return (ValueGetter<TValue>)view._columns[column.Index].CreateGetter(() => _row);
        }
    }
}
