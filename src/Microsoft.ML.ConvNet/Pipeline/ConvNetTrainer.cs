using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.ConvNet;

/// <summary>The <see cref="IEstimator{TTransformer}"/> for training a convolutional network that predicts the class of an image.</summary>
public sealed partial class ConvNetTrainer : ITrainerEstimator<ConvNetTransformer, ConvNetModelParameters>
{
    internal const string DefaultLabelColumnName = "Label";
    internal const string DefaultFeatureColumnName = "Features";
    internal const string DefaultScoreColumnName = "Score";
    internal const string DefaultPredictedLabelColumnName = "PredictedLabel";
    internal const int DefaultEpoch = 10;
    internal const int DefaultBatchSize = 64;
    internal const float DefaultLearningRate = 0.001f;

    private readonly IHost _host;
    private readonly Options _options;

    internal ConvNetTrainer(IHostEnvironment environment, Options options)
    {
        _host = environment.Register(nameof(ConvNetTrainer));
        _options = options;
    }

    /// <summary>Characteristics of the trainer: it normalises the pixels itself and keeps the rows in memory itself.</summary>
    public TrainerInfo Info { get; } = MlNetInterop.CreateTrainerInfo(normalization: false, caching: false, supportsValidation: true);

    /// <summary>Trains a network on these rows.</summary>
    /// <param name="input">The training rows.</param>
    public ConvNetTransformer Fit(IDataView input) => Fit(input, _options.ValidationSet);

    /// <summary>Trains a network and measures it after every epoch on rows that it is not trained on.</summary>
    /// <param name="trainData">The training rows.</param>
    /// <param name="validationData">The validation rows, or <see langword="null"/>.</param>
    public ConvNetTransformer Fit(IDataView trainData, IDataView? validationData) => throw new NotImplementedException();

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => throw new NotImplementedException();
}
