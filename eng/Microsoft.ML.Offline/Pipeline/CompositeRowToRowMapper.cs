using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mappers in a row.</summary>
internal sealed class CompositeRowToRowMapper(DataViewSchema inputSchema, IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => mappers.Count == 0 ? inputSchema : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.CheckParam(input.Schema == inputSchema, nameof(input), "Schema did not match original schema");
        if (mappers.Count == 0)
            return input;
        var active = new IEnumerable<DataViewSchema.Column>[mappers.Count];
        active[^1] = [.. activeColumns];
        for (int i = mappers.Count - 1; i > 0; i--)
            active[i - 1] = mappers[i].GetDependencies(active[i]);
        DataViewRow row = input;
        for (int i = 0; i < mappers.Count; i++)
            row = mappers[i].GetRow(row, active[i]);
        return row;
    }
}
