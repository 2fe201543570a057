using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Columns appended to an input schema: which columns depend on which, and the getters of the appended ones.</summary>
internal sealed class RowToRowMapper : IRowToRowMapper
{
    private readonly AddedColumn[] _added;

    public RowToRowMapper(DataViewSchema inputSchema, AddedColumn[] added)
    {
        _added = added;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(added.Select(column => column.Column));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new HashSet<int>();
        foreach (DataViewSchema.Column column in dependingColumns)
        {
            if (column.Index < InputSchema.Count)
                needed.Add(column.Index);
            else
                needed.UnionWith(_added[column.Index - InputSchema.Count].Sources);
        }
        return [.. InputSchema.Where(column => needed.Contains(column.Index))];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new MappedRow(this, input, activeColumns);
    }

    /// <summary>The getter of an output column that is not an input column.</summary>
    public Delegate CreateGetter(DataViewRow input, int outputIndex, out Action disposer) =>
        _added[outputIndex - InputSchema.Count].CreateGetter(input, out disposer);
}
