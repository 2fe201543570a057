using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the different values of columns and numbers them.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _ordinality;
    private readonly bool _annotationsAsText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, int maximumNumberOfKeys, KeyOrdinality ordinality,
        bool annotationsAsText, IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckParam(columns is { Length: > 0 }, nameof(columns), "columns cannot be null or empty");
        _host.CheckParam(keyData is null || keyData.Schema.Count == 1, nameof(keyData), "If specified, this data view should contain only a "
            + $"single column containing the terms to map, but this had {keyData?.Schema.Count} columns.");
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _ordinality = ordinality;
        _annotationsAsText = annotationsAsText;
        _keyData = keyData;
    }

    /// <summary>The order of the keys.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>By first appearance.</summary>
        ByOccurrence = 0,

        /// <summary>Sorted; text by character code.</summary>
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] sources = [.. _columns.Select(pair => Source(input.Schema, pair))];
        _host.CheckParam(_keyData is not null || _maximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
        Vocabulary[] vocabularies = [.. sources.Select(source => Vocabulary.Create((PrimitiveDataViewType)source.Type.GetItemType()))];
        if (_keyData is not null)
            LearnFromKeyData(vocabularies);
        else
            Learn(input, sources, vocabularies);
        if (_ordinality == KeyOrdinality.ByValue)
            Array.ForEach(vocabularies, vocabulary => vocabulary.Sort());
        return new ValueToKeyMappingTransformer(_host, _columns, vocabularies, _annotationsAsText);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (InputOutputColumnPair pair in _columns)
        {
            if (!inputSchema.TryFindColumn(pair.InputColumnName, out SchemaShape.Column input) || !Vocabulary.Supports(input.ItemType))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.InputColumnName);
            bool hasKeyValues = input.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column keyValues)
                && keyValues.Kind == SchemaShape.Column.VectorKind.Vector;
            if (!input.IsKey || !hasKeyValues)
            {
                keyValues = new(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector,
                    _annotationsAsText ? TextDataViewType.Instance : input.ItemType, input.IsKey);
            }
            SchemaShape.Column[] annotations =
                input.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out SchemaShape.Column slotNames) ? [slotNames, keyValues] : [keyValues];
            result[pair.OutputColumnName] = new(pair.OutputColumnName, input.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }

    private DataViewSchema.Column Source(DataViewSchema schema, InputOutputColumnPair pair)
    {
        DataViewSchema.Column source = schema.GetColumnOrNull(pair.InputColumnName)
            ?? throw _host.ExceptSchemaMismatch("inputSchema", "input", pair.InputColumnName);
        if (!Vocabulary.Supports(source.Type.GetItemType()))
        {
            throw _host.ExceptSchemaMismatch("inputSchema", "input", pair.InputColumnName, "standard type or a vector of standard type",
                source.Type.ToString());
        }
        return source;
    }

    private void Learn(IDataView input, DataViewSchema.Column[] sources, Vocabulary[] vocabularies)
    {
        using IChannel channel = _host.Register("Term").Start("Training");
        using DataViewRowCursor cursor = input.GetRowCursor(sources.DistinctBy(source => source.Index));
        Action[] learners = [.. sources.Zip(vocabularies, (source, vocabulary) => vocabulary.CreateLearner(cursor, source, _maximumNumberOfKeys))];
        while (cursor.MoveNext())
        {
            _host.CheckAlive();
            Array.ForEach(learners, learn => learn());
        }
        for (int i = 0; i < sources.Length; i++)
        {
            if (vocabularies[i].Count == 0)
                channel.Warning($"Term map for output column '{_columns[i].OutputColumnName}' contains no entries.");
        }
    }

    private void LearnFromKeyData(Vocabulary[] vocabularies)
    {
        DataViewSchema.Column terms = _keyData.Schema[0];
        for (int i = 0; i < vocabularies.Length; i++)
        {
            _host.CheckParam(vocabularies[i].ItemType.Equals(terms.Type), "keyData", $"Terms from input data type '{terms.Type}' but mismatches "
                + $"column '{_columns[i].OutputColumnName}' item type '{vocabularies[i].ItemType}'");
            using DataViewRowCursor cursor = _keyData.GetRowCursor([terms]);
            Action learn = vocabularies[i].CreateLearner(cursor, terms, int.MaxValue);
            while (cursor.MoveNext())
                learn();
        }
    }
}
