using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// A transformer that appends columns, each computed from columns of the same row. A subclass says which columns for a given input schema
/// (and checks that schema), and saves itself; views, cursors, rows and mappers are made here.
/// </summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHost host)
    {
        Host = host;
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new MappedDataView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        SaveModel(ctx);
    }

    /// <summary>The appended columns; throws when the input schema does not suit.</summary>
    private protected abstract IEnumerable<AddedColumn> AddColumns(DataViewSchema inputSchema);

    /// <summary>Sets the version information and writes what the loading constructor reads.</summary>
    private protected abstract void SaveModel(ModelSaveContext ctx);

    private RowToRowMapper Bind(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapper(inputSchema, [.. AddColumns(inputSchema)]);
    }
}
