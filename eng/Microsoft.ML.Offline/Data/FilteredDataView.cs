using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows that pass a test.</summary>
/// <param name="source">The table.</param>
/// <param name="columns">Columns that the test reads.</param>
/// <param name="createTest">Makes the test for one cursor; it is asked once for each row, in order.</param>
/// <param name="isSequential">The test depends on the order of the rows: they are neither shuffled nor read by several cursors.</param>
internal sealed class FilteredDataView(IDataView source, IReadOnlyList<DataViewSchema.Column> columns, Func<DataViewRow, Func<bool>> createTest,
    bool isSequential) : IDataView
{
    public bool CanShuffle => !isSequential && source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        Wrap(source.GetRowCursor(columnsNeeded.Concat(columns), isSequential ? null : rand), columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        isSequential
            ? [GetRowCursor(columnsNeeded)]
            : [.. source.GetRowCursorSet(columnsNeeded.Concat(columns), n, rand).Select(cursor => Wrap(cursor, columnsNeeded))];

    private DataViewRowCursor Wrap(DataViewRowCursor input, IEnumerable<DataViewSchema.Column> columnsNeeded) =>
        new Cursor(input, createTest(input), columnsNeeded);

    private sealed class Cursor(DataViewRowCursor input, Func<bool> test, IEnumerable<DataViewSchema.Column> columnsNeeded) : RowCursor(input)
    {
        private readonly HashSet<int> _active = [.. columnsNeeded.Select(column => column.Index)];
        private long _position = -1;

        public override long Position => _position;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"Requested column '{column.Name}' is not active");
            return base.GetGetter<TValue>(column);
        }

        public override bool MoveNext()
        {
            while (input.MoveNext())
            {
                if (!test())
                    continue;
                _position++;
                return true;
            }
            _position = -1;
            return false;
        }
    }
}
