using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Copies values of a row into the members of objects: text into strings, vectors into arrays.</summary>
internal static class MemberSetters
{
    public static Action<TRow> Create<TRow>(DataViewRow row, DataViewSchema.Column column, UserMember member)
    {
        if (member.Type == typeof(string))
            return CreateScalar<TRow, ReadOnlyMemory<char>, string>(row, column, member, text => text.ToString());
        if (member.Type == typeof(string[]))
            return CreateArray<TRow, ReadOnlyMemory<char>, string>(row, column, member, text => text.ToString());
        if (member.Type.IsArray)
            return (Action<TRow>)GenericCall.Invoke(CreateArray<TRow, int>, [typeof(TRow), member.ItemType], row, column, member);
        if (member.IsVector)
            return (Action<TRow>)GenericCall.Invoke(CreateVector<TRow, int>, [typeof(TRow), member.ItemType], row, column, member);
        return (Action<TRow>)GenericCall.Invoke(CreateScalar<TRow, int>, [typeof(TRow), member.Type], row, column, member);
    }

    private static Action<TRow> CreateScalar<TRow, TValue>(DataViewRow row, DataViewSchema.Column column, UserMember member) =>
        CreateScalar<TRow, TValue, TValue>(row, column, member, value => value);

    private static Action<TRow> CreateScalar<TRow, TValue, TMember>(DataViewRow row, DataViewSchema.Column column, UserMember member,
        Func<TValue, TMember> convert)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        Action<TRow, TMember> write = member.Writer<TRow, TMember>();
        TValue value = default;
        return target =>
        {
            getter(ref value);
            write(target, convert(value));
        };
    }

    private static Action<TRow> CreateArray<TRow, TItem>(DataViewRow row, DataViewSchema.Column column, UserMember member) =>
        CreateArray<TRow, TItem, TItem>(row, column, member, null);

    private static Action<TRow> CreateArray<TRow, TItem, TElement>(DataViewRow row, DataViewSchema.Column column, UserMember member,
        Func<TItem, TElement> convert)
    {
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(column);
        Func<TRow, TElement[]> read = member.Reader<TRow, TElement[]>();
        Action<TRow, TElement[]> write = member.Writer<TRow, TElement[]>();
        VBuffer<TItem> value = default;
        return target =>
        {
            getter(ref value);
            TElement[] elements = read(target);
            if (elements?.Length != value.Length)
                elements = new TElement[value.Length];
            if (elements is TItem[] same)
                value.CopyTo(same);
            else
            {
                foreach (KeyValuePair<int, TItem> item in value.Items(all: true))
                    elements[item.Key] = convert(item.Value);
            }
            write(target, elements);
        };
    }

    private static Action<TRow> CreateVector<TRow, TItem>(DataViewRow row, DataViewSchema.Column column, UserMember member)
    {
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(column);
        Func<TRow, VBuffer<TItem>> read = member.Reader<TRow, VBuffer<TItem>>();
        Action<TRow, VBuffer<TItem>> write = member.Writer<TRow, VBuffer<TItem>>();
        return target =>
        {
            VBuffer<TItem> value = read(target);
            getter(ref value);
            write(target, value);
        };
    }
}
