using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Term Transform",
    ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces values by their keys; values that were not learnt become missing.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private static readonly VersionInfo Version = new("TERMTRNF", 0x00010001, 0x00010001, 0x00010001,
        typeof(ValueToKeyMappingTransformer).Assembly.GetName().Name, LoaderSignature);

    private readonly Vocabulary[] _vocabularies;
    private readonly bool _annotationsAsText;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, IEnumerable<InputOutputColumnPair> columns, Vocabulary[] vocabularies,
        bool annotationsAsText)
        : base(env.Register("Term"), columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName)))
    {
        _vocabularies = vocabularies;
        _annotationsAsText = annotationsAsText;
    }

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _annotationsAsText = ctx.Reader.ReadBoolean();
        _vocabularies = [.. ColumnPairs.Select(_ =>
        {
            var vocabulary = Vocabulary.Create((PrimitiveDataViewType)TypeCodec.Read(ctx.Reader));
            vocabulary.Load(ctx.Reader);
            return vocabulary;
        })];
    }

    private protected override AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex) =>
        _vocabularies[pairIndex].CreateColumn(ColumnPairs[pairIndex].OutputColumnName, input, _annotationsAsText);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_annotationsAsText);
        foreach (Vocabulary vocabulary in _vocabularies)
        {
            TypeCodec.Write(ctx.Writer, vocabulary.ItemType);
            vocabulary.Save(ctx.Writer);
        }
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(env.Register("Term"), ctx);
    }
}
