using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Copies of rows, in numbered slots. Only columns that can be copied can be stored: primitive values and vectors.</summary>
internal sealed class RowStore
{
    // Read by many cursors while another column is being added.
    private readonly ConcurrentDictionary<int, Column> _columns = [];

    public static bool CanStore(DataViewType type) => type.GetItemType() is PrimitiveDataViewType;

    /// <summary>Adds a column that will be filled from the row.</summary>
    public void Add(DataViewRow row, DataViewSchema.Column column) =>
        _columns[column.Index] = (Column)GenericCall.Invoke(CreateColumn<int>, [column.Type.RawType], row, column);

    public bool Contains(int columnIndex) => _columns.ContainsKey(columnIndex);

    /// <summary>Copies the current values of some columns into a slot: a used one, or the next new one.</summary>
    public void Fill(int slot, IEnumerable<int> columnIndices)
    {
        foreach (int index in columnIndices)
            _columns[index].Fill(slot);
    }

    public Delegate CreateGetter(int columnIndex, Func<int> slot) => _columns[columnIndex].CreateGetter(slot);

    /// <summary>Gives up the row that the columns were filled from.</summary>
    public void EndFilling(IEnumerable<int> columnIndices)
    {
        foreach (int index in columnIndices)
            _columns[index].EndFilling();
    }

    /// <summary>Takes over the columns of another store.</summary>
    public void MoveFrom(RowStore other)
    {
        foreach ((int index, Column column) in other._columns)
            _columns[index] = column;
    }

    private static Column CreateColumn<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
            return (Column)GenericCall.Invoke(CreateVectorColumn<int>, [vector.ItemType.RawType], row, column);
        return new Column<TValue>(row.GetGetter<TValue>(column), (in TValue source, ref TValue destination) => destination = source);
    }

    private static Column CreateVectorColumn<TItem>(DataViewRow row, DataViewSchema.Column column) =>
        new Column<VBuffer<TItem>>(row.GetGetter<VBuffer<TItem>>(column),
            (in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination));

    private delegate void Copy<TValue>(in TValue source, ref TValue destination);

    private abstract class Column
    {
        public abstract void Fill(int slot);

        public abstract Delegate CreateGetter(Func<int> slot);

        public abstract void EndFilling();
    }

    private sealed class Column<TValue>(ValueGetter<TValue> getter, Copy<TValue> copy) : Column
    {
        private TValue[] _values = [];

        public override void Fill(int slot)
        {
            if (slot >= _values.Length)
                Array.Resize(ref _values, Math.Max(64, 2 * slot));
            getter(ref _values[slot]);
        }

        public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<TValue>)((ref TValue value) => copy(in _values[slot()], ref value));

        public override void EndFilling() => getter = null;
    }
}
