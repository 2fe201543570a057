using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Keeps the columns that are read in memory. A column is read from the source once, when a cursor that needs it first moves. Columns that
/// cannot be copied are dropped.
/// </summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IDataView _source;
    private readonly RowStore _store = new();
    private readonly Lock _lock = new();
    private long? _rowCount;
    private bool _isCounted;

    public CacheDataView(IDataView source, IEnumerable<DataViewSchema.Column> columnsToPrefetch)
    {
        foreach (DataViewSchema.Column column in columnsToPrefetch)
        {
            Contracts.Check(RowStore.CanStore(column.Type),
                $"Asked to prefetch column '{column.Name}' into cache, but it is of unhandled type '{column.Type}'");
        }
        _source = ColumnSubset.Storable(source);
        _rowCount = _source.GetRowCount();
        if (columnsToPrefetch.Any())
            EnsureFilled(columnsToPrefetch.Select(column => Schema[column.Name]));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, [.. columnsNeeded], Order(columnsNeeded, rand), blocks: null);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (n <= 1)
            return [GetRowCursor(columnsNeeded, rand)];
        int[] order = Order(columnsNeeded, rand);
        var blocks = new BlockDispenser();
        return [.. Enumerable.Range(0, n).Select(_ => new Cursor(this, [.. columnsNeeded], order, blocks))];
    }

    private int[] Order(IEnumerable<DataViewSchema.Column> columns, Random rand) =>
        rand is null ? null : Permutation.Create(rand, EnsureFilled(columns));

    /// <summary>Reads the columns that are not here yet in one pass; gives the number of rows.</summary>
    private int EnsureFilled(IEnumerable<DataViewSchema.Column> columns)
    {
        lock (_lock)
        {
            DataViewSchema.Column[] missing = [.. columns.DistinctBy(column => column.Index).Where(column => !_store.Contains(column.Index))];
            if (missing.Length > 0 || !_isCounted)
                _rowCount = Fill(missing);
            _isCounted = true;
            return checked((int)_rowCount);
        }
    }

    private int Fill(DataViewSchema.Column[] columns)
    {
        int[] indices = [.. columns.Select(column => column.Index)];
        using DataViewRowCursor cursor = _source.GetRowCursor(columns);
        var filling = new RowStore();
        foreach (DataViewSchema.Column column in columns)
            filling.Add(cursor, column);
        int count = 0;
        for (; cursor.MoveNext(); count++)
            filling.Fill(count, indices);
        filling.EndFilling(indices);
        // Only now: a pass that fails leaves nothing half filled.
        _store.MoveFrom(filling);
        return count;
    }

    /// <summary>Hands out blocks of rows to the cursors of a set.</summary>
    private sealed class BlockDispenser
    {
        public const int Size = 64;

        private int _next = -1;

        public int Next() => Interlocked.Increment(ref _next);
    }

    private sealed class Cursor(CacheDataView cache, DataViewSchema.Column[] columns, int[] order, BlockDispenser blocks) : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. columns.Select(column => column.Index)];
        private long _position = -1;
        private int _rowCount = -1;
        private int _index = -1;
        private int _block;
        private bool _ended;

        public override DataViewSchema Schema => cache.Schema;

        public override long Position => _position;

        public override long Batch => _block;

        private int Row => !_ended && _index >= 0 ? order?[_index] ?? _index : throw Contracts.Except(Getters.NotOnRow);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            Contracts.Check(column.Type.RawType == typeof(TValue),
                $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");
            // The column may not have been read yet.
            ValueGetter<TValue> getter = null;
            return (ref TValue value) =>
            {
                _ = Row;
                getter ??= Getters.As<TValue>(cache._store.CreateGetter(column.Index, () => Row));
                getter(ref value);
            };
        }

        public override bool MoveNext()
        {
            if (_ended)
                return false;
            if (_rowCount < 0)
                _rowCount = cache.EnsureFilled(columns);
            _index++;
            if (blocks is not null && _index % BlockDispenser.Size == 0)
            {
                _block = blocks.Next();
                _index = _block * BlockDispenser.Size;
            }
            _ended = _index >= _rowCount;
            _position = _ended ? -1 : _position + 1;
            return !_ended;
        }

        protected override void Dispose(bool disposing)
        {
            _ended = true;
            _position = -1;
            base.Dispose(disposing);
        }
    }
}
