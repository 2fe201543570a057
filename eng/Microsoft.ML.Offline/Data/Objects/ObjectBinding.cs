using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column of a schema goes into which member of a class.</summary>
internal sealed class ObjectBinding<TRow>
    where TRow : class
{
    private readonly List<(DataViewSchema.Column Column, UserMember Member)> _columns = [];

    public ObjectBinding(IExceptionContext context, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach ((UserMember member, DataViewSchema.DetachedColumn wanted) in UserColumn.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(wanted.Name) is not DataViewSchema.Column column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw context.ExceptSchemaMismatch("Schema", "", wanted.Name);
            }
            bool fits = member.IsVector == column.Type is VectorDataViewType && member.ItemType == column.Type.GetItemType().RawType;
            context.Check(fits, $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{member.Name}' "
                + $"of type '{member.Type.FullName}'.");
            _columns.Add((column, member));
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _columns.Select(binding => binding.Column);

    /// <summary>What copies the current values of the row into an object.</summary>
    public Action<TRow> CreateFiller(DataViewRow row)
    {
        Action<TRow>[] setters = [.. _columns.Select(binding => MemberSetters.Create<TRow>(row, binding.Column, binding.Member))];
        return target => Array.ForEach(setters, set => set(target));
    }
}
