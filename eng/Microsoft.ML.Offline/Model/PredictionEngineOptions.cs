using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class PredictionEngineOptions
{
    /// <summary>Members of the output class without a column are left alone.</summary>
    public bool IgnoreMissingColumns = true;

    public SchemaDefinition InputSchemaDefinition;

    public SchemaDefinition OutputSchemaDefinition;

    /// <summary>Disposing the engine disposes the transformer.</summary>
    public bool OwnsTransformer = true;

    public PredictionEngineOptions()
    {
    }
}
