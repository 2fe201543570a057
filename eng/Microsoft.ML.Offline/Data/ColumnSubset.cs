using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some columns of a schema, in some order, as a mapper.</summary>
internal sealed class ColumnSubset : IRowToRowMapper
{
    private readonly int[] _sources;

    public ColumnSubset(DataViewSchema inputSchema, IEnumerable<int> sources)
    {
        _sources = [.. sources];
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources.Select(source => inputSchema[source]));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The table without the columns that cannot be copied, such as images.</summary>
    public static IDataView Storable(IDataView source)
    {
        if (source.Schema.All(column => RowStore.CanStore(column.Type)))
            return source;
        IEnumerable<int> storable = source.Schema.Where(column => RowStore.CanStore(column.Type)).Select(column => column.Index);
        return new MappedDataView(source, new ColumnSubset(source.Schema, storable));
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        HashSet<int> needed = [.. dependingColumns.Select(column => _sources[column.Index])];
        return [.. InputSchema.Where(column => needed.Contains(column.Index))];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        return new Row(this, input);
    }

    private sealed class Row(ColumnSubset mapper, DataViewRow input) : DataViewRow
    {
        public override DataViewSchema Schema => mapper.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(Source(column));

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(Source(column));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }

        private DataViewSchema.Column Source(DataViewSchema.Column column) => mapper.InputSchema[mapper._sources[column.Index]];
    }
}
