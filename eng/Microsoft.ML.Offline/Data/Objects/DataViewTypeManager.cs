using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The column types of .NET types that the library does not know by itself, such as images.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock Access = new();
    private static readonly List<(Type Type, DataViewTypeAttribute Attribute, DataViewType ColumnType)> Registered = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        Contracts.CheckParam(!DataViewTypes.TryPrimitive(type, out _), nameof(type),
            $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
        lock (Access)
        {
            foreach ((Type otherType, DataViewTypeAttribute otherAttribute, DataViewType otherColumnType) in Registered)
            {
                bool sameColumnType = otherColumnType.Equals(dataViewType);
                bool sameMember = otherType == type && Equals(otherAttribute, typeAttribute);
                if (sameColumnType && sameMember)
                    return;
                Contracts.CheckParam(!sameMember, nameof(type), $"Repeated type register. The raw type {type} has been associated with "
                    + $"{otherColumnType} so it cannot be associated with {dataViewType}.");
                Contracts.CheckParam(!sameColumnType, nameof(dataViewType), $"Repeated type register. The DataView type {dataViewType} has been "
                    + $"associated with {otherType} so it cannot be associated with {type}.");
            }
            Registered.Add((type, typeAttribute, dataViewType));
        }
    }

    /// <summary>The column type registered for members of that type with those attributes, or null.</summary>
    internal static DataViewType TypeOrNull(Type type, IEnumerable<Attribute> attributes)
    {
        DataViewTypeAttribute attribute = attributes.OfType<DataViewTypeAttribute>().SingleOrDefault();
        lock (Access)
            return Registered.FirstOrDefault(known => known.Type == type && Equals(known.Attribute, attribute)).ColumnType;
    }

    private static bool Equals(DataViewTypeAttribute one, DataViewTypeAttribute other) => one is null ? other is null : one.Equals(other);
}
