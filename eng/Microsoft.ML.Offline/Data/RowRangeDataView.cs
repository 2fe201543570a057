namespace Microsoft.ML.Data;

/// <summary>Rows from <paramref name="skip"/> on, at most <paramref name="take"/> of them.</summary>
internal sealed class RowRangeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() is long count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : RowCursor(input)
    {
        private long _position = -1;
        private long _taken;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            // The row after the last one taken is never asked for: it may be costly.
            bool hasRow = _taken < take;
            for (; hasRow && skip > 0; skip--)
                hasRow = input.MoveNext();
            hasRow = hasRow && input.MoveNext();
            _taken = hasRow ? _taken + 1 : take;
            _position = hasRow ? _position + 1 : -1;
            return hasRow;
        }
    }
}
