namespace Microsoft.ML;

/// <summary>A row that moves forward over a table.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    protected DataViewRowCursor()
    {
    }

    public abstract bool MoveNext();
}
