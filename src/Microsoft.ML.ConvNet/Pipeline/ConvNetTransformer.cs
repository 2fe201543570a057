using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Tasks;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// A trained convolutional network: appends the columns that its trainer tells of. Made by a <see cref="ConvNetTrainer"/>, <see cref="ConvNetBinaryTrainer"/> or
/// <see cref="ConvNetRegressionTrainer"/>, or loaded from a model file.
/// </summary>
/// <remarks>
/// Several threads may score one transformer at once, each with its own cursor or prediction engine. A cursor that is asked for a score reads ahead by one block of
/// rows (<see cref="ConvNetScoringOptions.LookAhead"/>) and evaluates them together; a prediction engine evaluates one row. Disposing a prediction engine
/// disposes the model too, as ML.NET does with every transformer; that frees the memory in which the network runs, and the model can go on scoring.
/// </remarks>
public sealed class ConvNetTransformer : ISingleFeaturePredictionTransformer<ConvNetModelParameters>, IDisposable
{
    private readonly ModelContent _content;
    private readonly ScoringModel _model;

    internal ConvNetTransformer(ModelContent content)
        : this(content, CreatePool(content))
    {
    }

    /// <param name="plans">What computes the scores.</param>
    internal ConvNetTransformer(ModelContent content, ScoringPool plans)
    {
        _content = content;
        _model = new ScoringModel(
            content.Settings, content.LabelValues, content.Network.OutputShape.Size, content.Statistics,
            ScoringBlock.Size(content.Settings.LookAhead, content.Network), plans);
        Model = new ConvNetModelParameters(content);
    }

    /// <summary>What was learned: network, weights, preparation of the pixels.</summary>
    public ConvNetModelParameters Model { get; }

    /// <summary>
    /// How the model was trained: its learning curves, which epoch its weights are of, and why the training ended. Kept in model files. <see langword="null"/> for weights that
    /// were not trained here.
    /// </summary>
    public TrainingHistory? TrainingHistory => _content.History;

    /// <summary>The label column of the training data.</summary>
    public string LabelColumnName => _content.Settings.LabelColumnName;

    /// <summary>The column of images.</summary>
    public string FeatureColumnName => _content.Settings.FeatureColumnName;

    /// <summary>Type of the column of images in the training data. Other vectors of the same values that hold images of the same shape are accepted too.</summary>
    public DataViewType FeatureColumnType => _content.Settings.FeatureColumnType;

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
        MlNetInterop.Save(ctx, stream => ModelFile.Write(stream, _content));
    }

    /// <summary>Frees the memory in which the network runs. Scoring afterwards takes it anew: the weights themselves are kept.</summary>
    public void Dispose() => _model.Plans.Dispose();

    private static ScoringPool CreatePool(ModelContent content) =>
        new(() => new NetworkScoringPlanFactory(
            content.Network, content.Weights, LearningTask.Of(content.Settings.Task).CreateScoreMap(content), content.Settings.NumberOfThreads ?? Environment.ProcessorCount, content.Settings.ExactConvolution));
}
