using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet;

/// <summary>What the transformers of one network and of several share: they append the same columns.</summary>
/// <remarks>
/// Several threads may score one transformer at once, each with its own cursor or prediction engine. A cursor that is asked for a score reads ahead by one block of
/// rows (<see cref="ConvNetScoringOptions.LookAhead"/>) and evaluates them together; a prediction engine evaluates one row. Disposing a prediction engine
/// disposes the model too, as ML.NET does with every transformer; that frees the memory in which the network runs, and the model can go on scoring.
/// </remarks>
/// <seealso cref="ConvNetTransformer"/>
/// <seealso cref="ConvNetEnsembleTransformer"/>
public abstract class ConvNetTransformerBase : ITransformer, IDisposable
{
    private readonly ScoringModel _model;

    private protected ConvNetTransformerBase(ScoringModel model) => _model = model;

    /// <summary>The label column of the training data.</summary>
    public string LabelColumnName => _model.Settings.LabelColumnName;

    /// <summary>The column of images.</summary>
    public string FeatureColumnName => _model.Settings.FeatureColumnName;

    /// <summary>
    /// Type of the column of images: that of the training data, unless a <see cref="TestTimeEvaluation"/> needs larger images. Other vectors of the same values that hold images of the same
    /// shape are accepted too.
    /// </summary>
    public DataViewType FeatureColumnType => _model.Settings.FeatureColumnType;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's columns and those that the model appends.</summary>
    /// <param name="inputSchema">The schema of the data to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or does not hold such images.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringMapper(_model, inputSchema).OutputSchema;
    }

    /// <summary>A view of the data with the model's columns; they are computed when they are read.</summary>
    /// <param name="input">The data to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or does not hold such images.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredDataView(input, new ScoringMapper(_model, input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringMapper(_model, inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        Save(ctx);
    }

    /// <summary>Frees the memory in which the network runs. Scoring afterwards takes it anew: the weights themselves are kept.</summary>
    public void Dispose()
    {
        _model.Plans.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Save(ModelSaveContext context);
}
