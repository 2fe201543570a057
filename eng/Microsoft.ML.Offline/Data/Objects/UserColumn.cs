using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A member of a user's class with the column it maps to, checked to fit each other.</summary>
internal sealed record UserColumn(UserMember Member, DataViewSchema.DetachedColumn Column)
{
    public static UserColumn[] Of(Type userType, SchemaDefinition definition, SchemaDefinition.Direction direction) =>
        [.. (definition ?? SchemaDefinition.Create(userType, direction)).Select(column => Create(userType, column))];

    private static UserColumn Create(Type userType, SchemaDefinition.Column column)
    {
        UserMember member = UserMember.Named(userType, column.MemberName);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        DataViewType type = column.ColumnType ?? member.ColumnType();
        bool isVector = type is VectorDataViewType;
        Contracts.CheckParam(isVector == member.IsVector, "userSchemaDefinition",
            $"Column '{name}' is supposed to be {VectorOrScalar(isVector)}, but type of associated field '{member.Name}' is {VectorOrScalar(member.IsVector)}");
        Contracts.CheckParam(type.GetItemType().RawType == member.ItemType, "userSchemaDefinition",
            $"Column '{name}' is supposed to have item type {type.GetItemType().RawType}, but associated field has type {member.ItemType}");
        return new(member, new DataViewSchema.DetachedColumn(name, type, column.Annotations));
    }

    private static string VectorOrScalar(bool isVector) => isVector ? "vector" : "scalar";
}
