using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One row of a table; its getters are valid until it is disposed.</summary>
public abstract class DataViewRow : IDisposable
{
    protected DataViewRow()
    {
    }

    /// <summary>-1 before the first row, then increasing.</summary>
    public abstract long Position { get; }

    /// <summary>Within one cursor of a set non-decreasing; a batch number occurs in one cursor only.</summary>
    public abstract long Batch { get; }

    public abstract DataViewSchema Schema { get; }

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
