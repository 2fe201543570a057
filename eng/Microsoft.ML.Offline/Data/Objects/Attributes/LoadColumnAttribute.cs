namespace Microsoft.ML.Data;

/// <summary>Which fields of a text file make the column. Without meaning for objects; a class may serve both.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex)
    {
    }

    public LoadColumnAttribute(int start, int end)
    {
    }

    public LoadColumnAttribute(int[] columnIndexes)
    {
    }
}
