namespace Microsoft.ML;

/// <summary>Learns a transformer from data.</summary>
public interface IEstimator<out TTransformer>
    where TTransformer : ITransformer
{
    TTransformer Fit(IDataView input);

    /// <summary>The columns after the transformer, foretold; throws when the input columns do not suit.</summary>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
