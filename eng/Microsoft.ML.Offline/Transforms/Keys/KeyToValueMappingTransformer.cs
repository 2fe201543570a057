using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Key To Value Transform",
    KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by the values that their KeyValues annotation gives; a missing key becomes a missing value.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    private static readonly VersionInfo Version = new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001,
        typeof(KeyToValueMappingTransformer).Assembly.GetName().Name, LoaderSignature);

    internal KeyToValueMappingTransformer(IHostEnvironment env, IEnumerable<InputOutputColumnPair> columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName)))
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private protected override AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex)
    {
        DataViewType valuesType = input.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type;
        Host.Check(valuesType is not null, "Metadata KeyValues does not exist");
        bool sizesMatch = valuesType is VectorDataViewType values && input.Type.GetItemType() is KeyDataViewType key && (ulong)values.Size == key.Count;
        Host.Check(sizesMatch, "KeyValues metadata size does not match column type key count");
        return (AddedColumn)GenericCall.Invoke(CreateColumn<int, int>, [input.Type.GetItemType().RawType, valuesType.GetItemType().RawType],
            ColumnPairs[pairIndex].OutputColumnName, input, valuesType.GetItemType());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private static AddedColumn CreateColumn<TKey, TValue>(string name, DataViewSchema.Column input, PrimitiveDataViewType valueType)
    {
        VBuffer<TValue> names = default;
        input.GetKeyValues(ref names);
        TValue[] values = [.. names.DenseValues()];
        object missing = typeof(TValue) == typeof(float) ? float.NaN : typeof(TValue) == typeof(double) ? double.NaN : default(TValue);
        TValue ValueOf(TKey key)
        {
            ulong number = Convert.ToUInt64(key);
            return number > 0 && number <= (ulong)values.Length ? values[number - 1] : (TValue)missing;
        }
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
        if (input.Type is VectorDataViewType vector)
        {
            return AddedColumn.Create(new(name, new VectorDataViewType(valueType, vector.Dimensions), annotations.ToAnnotations()), [input.Index],
                row => CreateVectorGetter<TKey, TValue>(row, input, ValueOf));
        }
        return AddedColumn.Create(new(name, valueType, annotations.ToAnnotations()), [input.Index], row => CreateGetter<TKey, TValue>(row, input, ValueOf));
    }

    private static ValueGetter<TValue> CreateGetter<TKey, TValue>(DataViewRow row, DataViewSchema.Column input, Func<TKey, TValue> valueOf)
    {
        ValueGetter<TKey> getter = row.GetGetter<TKey>(input);
        TKey key = default;
        return (ref TValue value) =>
        {
            getter(ref key);
            value = valueOf(key);
        };
    }

    private static ValueGetter<VBuffer<TValue>> CreateVectorGetter<TKey, TValue>(DataViewRow row, DataViewSchema.Column input, Func<TKey, TValue> valueOf)
    {
        ValueGetter<VBuffer<TKey>> getter = row.GetGetter<VBuffer<TKey>>(input);
        VBuffer<TKey> keys = default;
        return (ref VBuffer<TValue> values) =>
        {
            getter(ref keys);
            VBufferEditor<TValue> editor = VBufferEditor.Create(ref values, keys.Length);
            int slot = 0;
            foreach (TKey key in keys.DenseValues())
                editor.Values[slot++] = valueOf(key);
            values = editor.Commit();
        };
    }
}
