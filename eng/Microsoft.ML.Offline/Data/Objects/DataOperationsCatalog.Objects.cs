using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    /// <summary>A table whose rows are the objects; nothing is copied, the sequence is enumerated on every pass.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new ObjectDataView<TRow>(data, schemaDefinition);
    }

    /// <summary>A table whose rows are the objects, with types and annotations of the schema.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        return new ObjectDataView<TRow>(data, SchemaDefinition.Create(typeof(TRow), schema));
    }

    /// <summary>The rows as objects. Columns are bound at once, rows are read while the result is enumerated.</summary>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false,
        SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        return ReadRows(data, new ObjectBinding<TRow>(_env, data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    private static IEnumerable<TRow> ReadRows<TRow>(IDataView data, ObjectBinding<TRow> binding, bool reuseRowObject)
        where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(binding.Columns);
        Action<TRow> fill = binding.CreateFiller(cursor);
        TRow row = null;
        while (cursor.MoveNext())
        {
            if (!reuseRowObject || row is null)
                row = new TRow();
            fill(row);
            yield return row;
        }
    }
}
