using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>A view with the model's columns, computed as it is read.</summary>
internal sealed class ScoredDataView(IDataView source, ScoringMapper mapper) : IDataView
{
    /// <inheritdoc/>
    public bool CanShuffle => source.CanShuffle;

    /// <inheritdoc/>
    public DataViewSchema Schema => mapper.OutputSchema;

    /// <inheritdoc/>
    public long? GetRowCount() => source.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = mapper.ActiveColumns(columnsNeeded);
        bool skipsUnreadable = mapper.Model.Settings.SkipUnreadableImages && mapper.IsScoring(active);
        return new ScoringCursor(mapper, mapper.ImageColumn.OpenCursor(source, InputColumns(active), skipsUnreadable, rand), active);
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = mapper.ActiveColumns(columnsNeeded);
        return [.. source.GetRowCursorSet(InputColumns(active), n, rand).Select(cursor => new ScoringCursor(mapper, cursor, active))];
    }

    private IEnumerable<DataViewSchema.Column> InputColumns(bool[] active) => mapper.GetDependencies(Schema.Where(column => active[column.Index]));
}
