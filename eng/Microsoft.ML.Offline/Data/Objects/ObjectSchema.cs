using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns that the members of a class make, with what reads them.</summary>
internal sealed class ObjectSchema<TRow>
    where TRow : class
{
    private readonly Func<Func<TRow>, Delegate>[] _getterFactories;

    public ObjectSchema(SchemaDefinition definition)
    {
        UserColumn[] columns = UserColumn.Of(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(column => column.Column));
        Schema = builder.ToSchema();
        _getterFactories =
            [.. columns.Select(column => (Func<Func<TRow>, Delegate>)GenericCall.Invoke(GetterFactory<int>, [column.Member.Type], column))];
    }

    public DataViewSchema Schema { get; }

    public Delegate CreateGetter(int index, Func<TRow> current) => _getterFactories[index](current);

    private static Func<Func<TRow>, Delegate> GetterFactory<TMember>(UserColumn column)
    {
        Func<TRow, TMember> read = column.Member.Reader<TRow, TMember>();
        return column.Column.Type is KeyDataViewType key
            ? current => MemberGetters.CreateKey(() => read(current()), key)
            : current => MemberGetters.Create(() => read(current()));
    }
}
