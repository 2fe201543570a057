namespace Microsoft.ML.Data;

/// <summary>A table whose rows a mapper makes of the rows of another, when they are read.</summary>
internal sealed class MappedDataView(IDataView source, IRowToRowMapper mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return Wrap(source.GetRowCursor(mapper.GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return [.. source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand).Select(cursor => Wrap(cursor, columns))];
    }

    private DataViewRowCursor Wrap(DataViewRowCursor input, DataViewSchema.Column[] columns) =>
        new MappedCursor(input, mapper.GetRow(input, columns), columns);
}
