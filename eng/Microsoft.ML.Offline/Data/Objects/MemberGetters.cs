using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Turns readers of .NET values into getters of column values: strings into text, arrays into vectors.</summary>
internal static class MemberGetters
{
    public static Delegate Create<TMember>(Func<TMember> read)
    {
        if (read is Func<string> readText)
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = readText().AsMemory());
        if (read is Func<string[]> readTexts)
            return CreateVector(readTexts, text => text.AsMemory());
        if (typeof(TMember).IsArray)
            return (Delegate)GenericCall.Invoke(CreateVector<int>, [typeof(TMember).GetElementType()], read);
        if (typeof(TMember).IsGenericType && typeof(TMember).GetGenericTypeDefinition() == typeof(VBuffer<>))
            return (Delegate)GenericCall.Invoke(CreateVectorCopy<int>, typeof(TMember).GetGenericArguments(), read);
        return (ValueGetter<TMember>)((ref TMember value) => value = read());
    }

    /// <summary>A getter of a key: members count from zero, keys from one with zero for a missing value.</summary>
    public static Delegate CreateKey<TMember>(Func<TMember> read, KeyDataViewType type)
    {
        Contracts.Check(typeof(TMember) != typeof(ushort), "A member with KeyType must be of type Byte, UInt32 or UInt64");
        return (ValueGetter<TMember>)((ref TMember value) =>
        {
            var zeroBased = Convert.ToUInt64(read());
            value = (TMember)Convert.ChangeType(zeroBased < type.Count ? zeroBased + 1 : 0, typeof(TMember));
        });
    }

    private static ValueGetter<VBuffer<TItem>> CreateVector<TItem>(Func<TItem[]> read) => CreateVector<TItem, TItem>(read, null);

    private static ValueGetter<VBuffer<TItem>> CreateVector<TSource, TItem>(Func<TSource[]> read, Func<TSource, TItem> convert) => (ref VBuffer<TItem> value) =>
    {
        TSource[] items = read() ?? [];
        VBufferEditor<TItem> editor = VBufferEditor.Create(ref value, items.Length);
        if (items is TItem[] same)
            same.CopyTo(editor.Values);
        else
        {
            for (int i = 0; i < items.Length; i++)
                editor.Values[i] = convert(items[i]);
        }
        value = editor.Commit();
    };

    private static ValueGetter<VBuffer<TItem>> CreateVectorCopy<TItem>(Func<VBuffer<TItem>> read) =>
        (ref VBuffer<TItem> value) => read().CopyTo(ref value);
}
