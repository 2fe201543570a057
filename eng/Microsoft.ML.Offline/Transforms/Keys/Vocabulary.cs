using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The different values of a column; the first has key 1.</summary>
internal abstract class Vocabulary(PrimitiveDataViewType itemType)
{
    public PrimitiveDataViewType ItemType => itemType;

    /// <summary>The type of the keys. An empty vocabulary has a key too, which never occurs: a key type must have one.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public abstract int Count { get; }

    public static bool Supports(DataViewType itemType) => itemType is NumberDataViewType or TextDataViewType or BooleanDataViewType or KeyDataViewType;

    public static Vocabulary Create(PrimitiveDataViewType itemType) => (Vocabulary)GenericCall.Invoke(CreateCore<int>, [itemType.RawType], itemType);

    /// <summary>What adds the value or values of the current row, until there are so many.</summary>
    public abstract Action CreateLearner(DataViewRow row, DataViewSchema.Column column, int maximumCount);

    public abstract void Sort();

    /// <summary>The column of the keys of the values of a column, with the values as an annotation.</summary>
    public abstract AddedColumn CreateColumn(string name, DataViewSchema.Column source, bool annotationsAsText);

    public abstract void Save(BinaryWriter writer);

    /// <summary>Adds the values that <see cref="Save"/> wrote.</summary>
    public abstract void Load(BinaryReader reader);

    private static Vocabulary CreateCore<TValue>(PrimitiveDataViewType itemType)
    {
        if (itemType is TextDataViewType)
            return new Vocabulary<ReadOnlyMemory<char>>(itemType, OrdinalTextComparer.Instance, OrdinalTextComparer.Instance);
        return new Vocabulary<TValue>(itemType, EqualityComparer<TValue>.Default, Comparer<TValue>.Default);
    }
}
