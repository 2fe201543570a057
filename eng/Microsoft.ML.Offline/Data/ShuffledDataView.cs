using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Rows in random order: each is drawn from a pool of the rows that come next in the source, whose own rows are shuffled too if it can and
/// if asked. Every pass has the same order unless the reader brings random numbers of its own. Columns that cannot be copied are dropped.
/// </summary>
internal sealed class ShuffledDataView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    private readonly IDataView _source = ColumnSubset.Storable(source);

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        Random random = rand ?? new TauswortheRandom((uint)seed);
        DataViewRowCursor input = _source.GetRowCursor(columnsNeeded, shuffleSource ? new TauswortheRandom(random) : null);
        return poolSize == 1 ? input : new Cursor(input, [.. columnsNeeded], random, poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _random;
        private readonly RowStore _store = new();
        private readonly int[] _columns;
        private readonly DataViewRowId[] _ids;
        private readonly ValueGetter<DataViewRowId> _inputId;

        // Slots of the store in the order of a circular queue; the first _live from _first on hold rows yet to be drawn.
        private readonly int[] _slots;
        private int _first;
        private int _live;
        private int _current = -1;
        private long _position = -1;
        private bool _inputEnded;

        public Cursor(DataViewRowCursor input, DataViewSchema.Column[] columns, Random random, int poolSize)
        {
            _input = input;
            _random = random;
            _columns = [.. columns.Select(column => column.Index).Distinct()];
            foreach (int index in _columns)
                _store.Add(input, input.Schema[index]);
            // One slot more than the pool: the row drawn last stays readable while the pool is refilled.
            _slots = [.. Enumerable.Range(0, poolSize + 1)];
            _ids = new DataViewRowId[_slots.Length];
            _inputId = input.GetIdGetter();
        }

        public override DataViewSchema Schema => _input.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        private int PoolSize => _slots.Length - 1;

        private int Current => _current >= 0 ? _current : throw Contracts.Except(Getters.NotOnRow);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Current];

        public override bool IsColumnActive(DataViewSchema.Column column) => _columns.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return Getters.As<TValue>(_store.CreateGetter(column.Index, () => Current));
        }

        public override bool MoveNext()
        {
            while (_live < PoolSize && !_inputEnded)
                Refill();
            if (_live == 0)
            {
                _current = -1;
                _position = -1;
                return false;
            }
            int drawn = (_first + _random.Next(_live)) % _slots.Length;
            (_slots[drawn], _slots[_first]) = (_slots[_first], _slots[drawn]);
            _current = _slots[_first];
            _first = (_first + 1) % _slots.Length;
            _live--;
            _position++;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            (_current, _position, _live, _inputEnded) = (-1, -1, 0, true);
            base.Dispose(disposing);
        }

        private void Refill()
        {
            _inputEnded = !_input.MoveNext();
            if (_inputEnded)
                return;
            int slot = _slots[(_first + _live) % _slots.Length];
            _store.Fill(slot, _columns);
            _inputId(ref _ids[slot]);
            _live++;
        }
    }
}
