using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row whose values are the members of an object, which may be exchanged for another.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Dictionary<int, Delegate> _getters = [];
    private TRow _current;
    private long _position = -1;

    public ObjectRow(ObjectSchema<TRow> schema, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Schema = schema.Schema;
        foreach (int index in activeColumns.Select(column => column.Index).Distinct())
            _getters.Add(index, schema.CreateGetter(index, () => Current));
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    private TRow Current => _current ?? throw Contracts.Except(Getters.NotOnRow);

    /// <summary>Goes on to the next object; null ends the rows.</summary>
    public void MoveTo(TRow row)
    {
        _current = row;
        _position = row is null ? -1 : _position + 1;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        Contracts.Check(_current is not null, Getters.NotOnRow);
        id = new DataViewRowId((ulong)_position, 0);
    };

    public override bool IsColumnActive(DataViewSchema.Column column) => _getters.ContainsKey(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
        return Getters.As<TValue>(_getters[column.Index], $" for column #{column}");
    }
}
