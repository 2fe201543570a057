using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by the values they stand for.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach ((string outputName, string inputName) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(inputName, out SchemaShape.Column input))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputName);
            if (!input.IsKey)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", inputName, "KeyType", input.GetTypeString());
            Host.CheckParam(input.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column keyValues), nameof(inputSchema),
                $"Input column '{inputName}' doesn't contain key values metadata");
            SchemaShape annotations = input.Kind == SchemaShape.Column.VectorKind.Vector
                && input.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out SchemaShape.Column slotNames) ? new([slotNames]) : null;
            result[outputName] = new(outputName, input.Kind, keyValues.ItemType, keyValues.IsKey, annotations);
        }
        return new SchemaShape(result.Values);
    }
}
