using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Some of the rows of a view, in their order. The others are not computed: columns of ML.NET are computed when they are read.</summary>
/// <param name="source">The view.</param>
/// <param name="isWanted">Which rows, by their number in the view.</param>
/// <param name="rowCount">How many these are.</param>
internal sealed class RowSubsetView(IDataView source, Func<long, bool> isWanted, long rowCount) : IDataView
{
    /// <summary>A random order of rows would give them other numbers.</summary>
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(source.GetRowCursor(columnsNeeded), isWanted);

    /// <summary>One cursor: rows are counted.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [new Cursor(source.GetRowCursorSet(columnsNeeded, 1)[0], isWanted)];

    private sealed class Cursor(DataViewRowCursor cursor, Func<long, bool> isWanted) : DataViewRowCursor
    {
        private long _row = -1;
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => cursor.Batch;

        public override DataViewSchema Schema => cursor.Schema;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => cursor.IsColumnActive(column);

        public override bool MoveNext()
        {
            while (cursor.MoveNext())
            {
                if (!isWanted(++_row)) continue;
                _position++;
                return true;
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) cursor.Dispose();
            base.Dispose(disposing);
        }
    }
}
