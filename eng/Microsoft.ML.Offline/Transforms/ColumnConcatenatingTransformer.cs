using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concat Transform",
    ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Columns of one item type as one vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private static readonly VersionInfo Version = new("CONCAT F", 0x00010001, 0x00010001, 0x00010001,
        typeof(ColumnConcatenatingTransformer).Assembly.GetName().Name, LoaderSignature);

    private readonly string _outputName;
    private readonly string[] _inputNames;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _outputName = outputColumnName;
        _inputNames = inputColumnNames;
    }

    private protected override IEnumerable<AddedColumn> AddColumns(DataViewSchema inputSchema)
    {
        var inputs = new List<DataViewSchema.Column>();
        foreach (string name in _inputNames)
        {
            inputs.Add(inputSchema.GetColumnOrNull(name) ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name));
            DataViewType itemType = inputs[0].Type.GetItemType();
            if (!inputs[^1].Type.GetItemType().Equals(itemType))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, itemType.ToString(), inputs[^1].Type.ToString());
        }
        if (inputs is [{ Type: VectorDataViewType } only])
        {
            yield return new(new(_outputName, only.Type, only.Annotations), [only.Index], (DataViewRow row, out Action disposer) =>
            {
                disposer = null;
                return Getters.Of(row, only);
            });
            yield break;
        }
        int[] sizes = [.. inputs.Select(input => input.Type is VectorDataViewType vector ? vector.Size : 1)];
        int size = sizes.Contains(0) ? 0 : sizes.Sum();
        var type = new VectorDataViewType((PrimitiveDataViewType)inputs[0].Type.GetItemType(), size);
        yield return (AddedColumn)GenericCall.Invoke(CreateColumn<int>, [type.ItemType.RawType], inputs, type);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(_outputName);
        ctx.Writer.Write(_inputNames.Length);
        Array.ForEach(_inputNames, ctx.SaveNonEmptyString);
    }

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string outputName = ctx.LoadNonEmptyString();
        var inputNames = new List<string>();
        for (int count = ctx.Reader.ReadInt32(); count > 0; count--)
            inputNames.Add(ctx.LoadNonEmptyString());
        return new(env, outputName, [.. inputNames]);
    }

    private AddedColumn CreateColumn<TItem>(List<DataViewSchema.Column> inputs, VectorDataViewType type)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (type.ItemType is NumberDataViewType && inputs.All(input => input.IsNormalized()))
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        if (type.IsKnownSize && inputs.Any(input => input.Type is not VectorDataViewType || input.HasSlotNames()))
        {
            annotations.AddSlotNames(type.Size, (ref VBuffer<ReadOnlyMemory<char>> names) =>
                VBuffer<ReadOnlyMemory<char>>.Copy([.. inputs.SelectMany(SlotNames)], 0, ref names, type.Size));
        }
        return AddedColumn.Create(new(_outputName, type, annotations.ToAnnotations()), [.. inputs.Select(input => input.Index)],
            row => CreateGetter<TItem>(row, inputs));
    }

    private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column input)
    {
        if (input.Type is not VectorDataViewType vector)
            return [input.Name.AsMemory()];
        if (!input.HasSlotNames())
            return Enumerable.Repeat(ReadOnlyMemory<char>.Empty, vector.Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        input.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.IsEmpty ? name : $"{input.Name}.{name}".AsMemory());
    }

    private static ValueGetter<VBuffer<TItem>> CreateGetter<TItem>(DataViewRow row, List<DataViewSchema.Column> inputs)
    {
        Func<VBuffer<TItem>>[] readers = [.. inputs.Select(input => CreateReader<TItem>(row, input))];
        var parts = new VBuffer<TItem>[readers.Length];
        return (ref VBuffer<TItem> value) =>
        {
            for (int i = 0; i < parts.Length; i++)
                parts[i] = readers[i]();
            VBufferEditor<TItem> editor = VBufferEditor.Create(ref value, parts.Sum(part => part.Length));
            int slot = 0;
            foreach (VBuffer<TItem> part in parts)
            {
                part.CopyTo(editor.Values, slot);
                slot += part.Length;
            }
            value = editor.Commit();
        };
    }

    private static Func<VBuffer<TItem>> CreateReader<TItem>(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is not VectorDataViewType vector)
        {
            ValueGetter<TItem> getItem = row.GetGetter<TItem>(input);
            var item = new TItem[1];
            return () =>
            {
                getItem(ref item[0]);
                return new(1, item);
            };
        }
        ValueGetter<VBuffer<TItem>> getVector = row.GetGetter<VBuffer<TItem>>(input);
        VBuffer<TItem> buffer = default;
        return () =>
        {
            getVector(ref buffer);
            Contracts.Check(vector.Size == 0 || vector.Size == buffer.Length,
                $"Column '{input.Name}': expected {vector.Size} slots, but got {buffer.Length}");
            return buffer;
        };
    }
}
