using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A field or property of a user's class that is a column.</summary>
internal sealed class UserMember
{
    private readonly MemberInfo _member;

    private UserMember(MemberInfo member)
    {
        _member = member;
        Type = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;
        ItemType = Type.IsArray ? Type.GetElementType()
            : Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? Type.GetGenericArguments()[0]
            : Type;
        IsVector = ItemType != Type;
        if (ItemType == typeof(string))
            ItemType = typeof(ReadOnlyMemory<char>);
    }

    public string Name => _member.Name;

    public string ColumnName => _member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? Name;

    public Type Type { get; }

    public bool IsVector { get; }

    public Type ItemType { get; }

    /// <summary>The columns of a class, as far as they can be read or written.</summary>
    public static IEnumerable<UserMember> Of(Type userType, SchemaDefinition.Direction direction)
    {
        IEnumerable<MemberInfo> fields = userType.GetFields(BindingFlags.Public | BindingFlags.Instance);
        IEnumerable<MemberInfo> properties = userType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Where(property => (direction.HasFlag(SchemaDefinition.Direction.Read) && property.GetGetMethod() is not null)
                || (direction.HasFlag(SchemaDefinition.Direction.Write) && property.GetSetMethod() is not null));
        return fields.Concat(properties).Where(member => member.GetCustomAttribute<NoColumnAttribute>() is null).Select(member => new UserMember(member));
    }

    public static UserMember Named(Type userType, string name)
    {
        MemberInfo member = (MemberInfo)userType.GetField(name) ?? userType.GetProperty(name);
        return member is not null ? new(member)
            : throw Contracts.ExceptParam("userSchemaDefinition", $"No field or property with name '{name}' found in type '{userType.FullName}'");
    }

    /// <summary>The column type that the type of the member and its attributes give.</summary>
    public DataViewType ColumnType()
    {
        _member.GetCustomAttribute<DataViewTypeAttribute>()?.Register();
        if (DataViewTypeManager.TypeOrNull(ItemType, _member.GetCustomAttributes()) is DataViewType registered)
            return registered;
        Contracts.CheckParam(DataViewTypes.TryPrimitive(ItemType, out PrimitiveDataViewType itemType), "rawType",
            $"Could not determine an IDataView type and registered custom types for member {Name}");
        if (_member.GetCustomAttribute<KeyTypeAttribute>() is KeyTypeAttribute key)
        {
            Contracts.CheckParam(KeyDataViewType.IsValidDataType(ItemType), "userType",
                $"Member {Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            itemType = new KeyDataViewType(ItemType, key.Count);
        }
        int[] dimensions = _member.GetCustomAttribute<VectorTypeAttribute>()?.Dimensions;
        Contracts.CheckParam(IsVector || dimensions is null, "userType",
            $"Member {Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
        if (!IsVector)
            return itemType;
        return dimensions is { Length: > 0 } ? new VectorDataViewType(itemType, dimensions) : new VectorDataViewType(itemType, 0);
    }

    public Func<TRow, TMember> Reader<TRow, TMember>()
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, _member), row).Compile();
    }

    public Action<TRow, TMember> Writer<TRow, TMember>()
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        ParameterExpression value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, _member), value), row, value).Compile();
    }
}
