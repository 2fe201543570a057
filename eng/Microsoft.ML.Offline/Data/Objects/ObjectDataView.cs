using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A table over a sequence of objects.</summary>
internal sealed class ObjectDataView<TRow>(IEnumerable<TRow> data, SchemaDefinition definition) : IDataView
    where TRow : class
{
    private readonly ObjectSchema<TRow> _schema = new(definition);

    public bool CanShuffle => false;

    public DataViewSchema Schema => _schema.Schema;

    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        return new Cursor(data.GetEnumerator(), new ObjectRow<TRow>(_schema, columnsNeeded));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(IEnumerator<TRow> enumerator, ObjectRow<TRow> row) : RowCursor(row)
    {
        private bool _ended;

        public override bool MoveNext()
        {
            if (_ended)
                return false;
            _ended = !enumerator.MoveNext();
            if (!_ended)
                Contracts.Check(enumerator.Current is not null, "Encountered null when iterating over data, this is not supported.");
            row.MoveTo(_ended ? null : enumerator.Current);
            return !_ended;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _ended = true;
                row.MoveTo(null);
                enumerator.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
