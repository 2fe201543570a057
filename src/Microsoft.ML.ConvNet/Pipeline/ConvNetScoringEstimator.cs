using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> for scoring images with a network whose weights are there already, such as those of a network that others have trained: fitting trains
/// nothing, it only binds the columns.
/// </summary>
/// <remarks>
/// To create this estimator, use <see cref="ConvNetCatalog.ApplyConvNet(TransformsCatalog, Network, Weights, Options)"/>. It takes the column of images that
/// <see cref="ConvNetTrainer"/> takes, and its transformer is the same: it appends <c>PredictedLabel</c> and <c>Score</c>, the probability of each class, and is saved and loaded with the
/// rest of a pipeline.
/// </remarks>
public sealed partial class ConvNetScoringEstimator : IEstimator<ConvNetTransformer>
{
    private readonly Network _network;
    private readonly Weights _weights;
    private readonly Options _options;
    private readonly PixelStatistics _statistics;

    internal ConvNetScoringEstimator(Network network, Weights weights, Options options)
    {
        OptionsRules.Check(options, network);
        _network = network;
        _weights = network.LoadWeights(weights);
        _options = options.Copy();
        _statistics = options.GivenStatistics(network.InputShape.Channels) ?? PixelStatistics.Identity(network.InputShape.Channels);
    }

    /// <summary>Binds the network to the columns of the data; no row is read.</summary>
    /// <param name="input">Data with the column of images, which may be empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or does not hold images of the network's input shape, or of the size of the test-time evaluation.</exception>
    public ConvNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TrainerSchema.CheckImages(MlNetInterop.ShapeOf(input.Schema), _options, hasShape: true);
        var shape = _options.TestTimeEvaluation?.ImageShape(_network.InputShape) ?? _network.InputShape;
        var images = ImageColumn.Bind(input.Schema, _options.FeatureColumnName, _options.ImageColumnOptions(shape));
        var labelValues = _options.ClassNames is { } names ? LabelValues.Of(names) : null;
        var content = new ModelContent(_options.ModelSettings(images, ConvNetTrainer.DefaultLabelColumnName), _network, _weights, _statistics, labelValues);
        return new ConvNetTransformer(content.With(_options.TestTimeEvaluation));
    }

    /// <summary>Checks the column of images and tells which columns the transformer appends.</summary>
    /// <param name="inputSchema">The columns of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TrainerSchema.CheckImages(inputSchema, _options, hasShape: true);
        return TrainerSchema.Output(inputSchema, _options, TrainerSchema.LabelOf(_options.ClassNames));
    }
}
