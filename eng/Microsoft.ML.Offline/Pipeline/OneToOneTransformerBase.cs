using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes one output column of one input column, for some pairs of columns.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly IReadOnlyList<(string OutputColumnName, string InputColumnName)> ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, IEnumerable<(string OutputColumnName, string InputColumnName)> columns)
        : base(host)
    {
        ColumnPairs = [.. columns];
        var outputs = new HashSet<string>();
        foreach ((string output, string input) in ColumnPairs)
        {
            host.CheckNonEmpty(output, nameof(columns));
            host.CheckNonEmpty(input, nameof(columns));
            host.CheckParam(outputs.Add(output), nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }
    }

    /// <summary>Reads what <see cref="SaveColumns"/> wrote.</summary>
    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : this(host, LoadColumns(ctx))
    {
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Count);
        foreach ((string output, string input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    private protected sealed override IEnumerable<AddedColumn> AddColumns(DataViewSchema inputSchema)
    {
        for (int i = 0; i < ColumnPairs.Count; i++)
        {
            DataViewSchema.Column input = inputSchema.GetColumnOrNull(ColumnPairs[i].InputColumnName)
                ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[i].InputColumnName);
            yield return AddColumn(input, i);
        }
    }

    /// <summary>The output column of pair <paramref name="pairIndex"/>; throws when the type of the input column does not suit.</summary>
    private protected abstract AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex);

    private static (string, string)[] LoadColumns(ModelLoadContext ctx)
    {
        var columns = new List<(string, string)>();
        for (int count = ctx.Reader.ReadInt32(); count > 0; count--)
            columns.Add((ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString()));
        return [.. columns];
    }
}
