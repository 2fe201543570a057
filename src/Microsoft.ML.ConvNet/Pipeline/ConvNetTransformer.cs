using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

/// <summary>A trained convolutional network: appends the columns <c>PredictedLabel</c> and <c>Score</c>.</summary>
public sealed class ConvNetTransformer : ISingleFeaturePredictionTransformer<ConvNetModelParameters>, IDisposable
{
    /// <summary>What was learned: network, weights, preparation of the pixels.</summary>
    public ConvNetModelParameters Model => throw new NotImplementedException();

    /// <summary>The column of images.</summary>
    public string FeatureColumnName => throw new NotImplementedException();

    /// <summary>Type of the column of images in the training data.</summary>
    public DataViewType FeatureColumnType => throw new NotImplementedException();

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotImplementedException();

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => throw new NotImplementedException();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotImplementedException();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotImplementedException();

    /// <summary>Frees the memory of the network. The transformer cannot score afterwards.</summary>
    public void Dispose() => throw new NotImplementedException();
}
