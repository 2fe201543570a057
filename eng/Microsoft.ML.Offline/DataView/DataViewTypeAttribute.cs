namespace Microsoft.ML.Data;

/// <summary>On a member of a user's class: names the column type of a .NET type that the library does not know by itself.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    protected DataViewTypeAttribute()
    {
    }

    /// <summary>Tells <c>DataViewTypeManager</c> of the pair of types.</summary>
    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute other);
}
