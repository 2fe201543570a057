using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds, changes or removes columns or rows.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether every output row comes from one input row.</summary>
    bool IsRowToRowMapper { get; }

    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    IDataView Transform(IDataView input);

    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}
