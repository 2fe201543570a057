using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

internal sealed class Vocabulary<TValue>(PrimitiveDataViewType itemType, IEqualityComparer<TValue> equality, IComparer<TValue> order)
    : Vocabulary(itemType)
{
    private readonly List<TValue> _values = [];
    private readonly Dictionary<TValue, uint> _keys = new(equality);

    public override int Count => _values.Count;

    public override Action CreateLearner(DataViewRow row, DataViewSchema.Column column, int maximumCount)
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<TValue>> getVector = row.GetGetter<VBuffer<TValue>>(column);
            VBuffer<TValue> vector = default;
            return () =>
            {
                getVector(ref vector);
                foreach (TValue item in vector.DenseValues())
                    Add(item, maximumCount);
            };
        }
        ValueGetter<TValue> getValue = row.GetGetter<TValue>(column);
        TValue value = default;
        return () =>
        {
            getValue(ref value);
            Add(value, maximumCount);
        };
    }

    public override void Sort()
    {
        _values.Sort(order);
        for (int i = 0; i < _values.Count; i++)
            _keys[_values[i]] = (uint)(i + 1);
    }

    public override AddedColumn CreateColumn(string name, DataViewSchema.Column source, bool annotationsAsText)
    {
        Contracts.Check(source.Type.GetItemType().Equals(ItemType),
            $"Could not apply a map over type '{ItemType}' to column '{name}' since it has type '{source.Type.GetItemType()}'");
        var annotations = new DataViewSchema.Annotations.Builder();
        if (Count > 0)
            AddKeyValues(annotations, source, annotationsAsText);
        annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
        if (source.Type is VectorDataViewType vector)
        {
            return AddedColumn.Create(new(name, new VectorDataViewType(KeyType, vector.Dimensions), annotations.ToAnnotations()), [source.Index],
                row => CreateVectorGetter(row, source));
        }
        return AddedColumn.Create(new(name, KeyType, annotations.ToAnnotations()), [source.Index], row => CreateGetter(row, source));
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        _values.ForEach(value => ValueCodec<TValue>.Write(writer, value));
    }

    public override void Load(BinaryReader reader)
    {
        for (int count = reader.ReadInt32(); count > 0; count--)
            Add(ValueCodec<TValue>.Read(reader), int.MaxValue);
    }

    private void Add(TValue value, int maximumCount)
    {
        if (Count >= maximumCount || IsMissing(value) || _keys.ContainsKey(value))
            return;
        // The text may lie in a buffer that the next row overwrites.
        if (value is ReadOnlyMemory<char> text)
            value = (TValue)(object)text.ToString().AsMemory();
        _values.Add(value);
        _keys.Add(value, (uint)Count);
    }

    private bool IsMissing(TValue value) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => ItemType is KeyDataViewType && equality.Equals(value, default),
    };

    private uint KeyOf(TValue value) => _keys.GetValueOrDefault(value);

    private ValueGetter<uint> CreateGetter(DataViewRow row, DataViewSchema.Column source)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(source);
        TValue value = default;
        return (ref uint key) =>
        {
            getter(ref value);
            key = KeyOf(value);
        };
    }

    private ValueGetter<VBuffer<uint>> CreateVectorGetter(DataViewRow row, DataViewSchema.Column source)
    {
        ValueGetter<VBuffer<TValue>> getter = row.GetGetter<VBuffer<TValue>>(source);
        VBuffer<TValue> values = default;
        return (ref VBuffer<uint> keys) =>
        {
            getter(ref values);
            VBufferEditor<uint> editor = VBufferEditor.Create(ref keys, values.Length);
            int slot = 0;
            foreach (TValue value in values.DenseValues())
                editor.Values[slot++] = KeyOf(value);
            keys = editor.Commit();
        };
    }

    private void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, bool asText)
    {
        // Keys of keys stand for what the keys stand for.
        if (ItemType is KeyDataViewType key && source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType named
            && (ulong)named.Size == key.Count)
        {
            GenericCall.Invoke(AddNamesOfKeys<int>, [named.ItemType.RawType], annotations, source, named.ItemType, asText);
            return;
        }
        AddKeyValues(annotations, ItemType, [.. _values], asText);
    }

    private void AddNamesOfKeys<TName>(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, PrimitiveDataViewType nameType,
        bool asText)
    {
        VBuffer<TName> names = default;
        source.GetKeyValues(ref names);
        AddKeyValues(annotations, nameType, [.. _values.Select(value => names.GetItemOrDefault((int)(Convert.ToUInt64(value) - 1)))], asText);
    }

    private static void AddKeyValues<TName>(DataViewSchema.Annotations.Builder annotations, PrimitiveDataViewType type, TName[] names, bool asText)
    {
        if (asText && type is not TextDataViewType)
            AddKeyValues(annotations, TextDataViewType.Instance, [.. names.Select(name => TextOf(name).AsMemory())], false);
        else
            annotations.AddKeyValues(names.Length, type, (ref VBuffer<TName> destination) => VBuffer<TName>.Copy(names, 0, ref destination, names.Length));
    }

    private static string TextOf<TName>(TName name) =>
        name is bool flag ? flag ? "1" : "0" : Convert.ToString(name, System.Globalization.CultureInfo.InvariantCulture);
}
