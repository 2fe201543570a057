using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// A trained convolutional network: appends the columns that its trainer tells of. Made by a <see cref="ConvNetTrainer"/>, <see cref="ConvNetBinaryTrainer"/> or
/// <see cref="ConvNetRegressionTrainer"/>, or loaded from a model file.
/// </summary>
/// <inheritdoc cref="ConvNetTransformerBase" path="/remarks"/>
public sealed class ConvNetTransformer : ConvNetTransformerBase, ISingleFeaturePredictionTransformer<ConvNetModelParameters>
{
    internal ConvNetTransformer(ModelContent content)
        : this(content, new ScoringPool(content.CreatePlans))
    {
    }

    /// <param name="plans">What computes the scores.</param>
    internal ConvNetTransformer(ModelContent content, ScoringPool plans)
        : base(new ScoringModel(
            content.Settings, content.LabelValues, content.Network.OutputShape.Size, content.Statistics,
            ScoringBlock.Size(content.Settings.LookAhead, content.MultiplyAdds), plans))
    {
        Content = content;
        Model = new ConvNetModelParameters(content);
    }

    /// <summary>What was learned: network, weights, preparation of the pixels.</summary>
    public ConvNetModelParameters Model { get; }

    /// <summary>
    /// How the model was trained: its learning curves, which epoch its weights are of, and why the training ended. Kept in model files. <see langword="null"/> for weights that
    /// were not trained here.
    /// </summary>
    public TrainingHistory? TrainingHistory => Content.History;

    /// <summary>By which views of an image the model scores it; <see langword="null"/>: by the image as it is.</summary>
    public TestTimeEvaluation? TestTimeEvaluation => Content.Settings.TestTimeEvaluation;

    /// <summary>All that a model file holds.</summary>
    internal ModelContent Content { get; }

    /// <summary>The same model, scoring each image by several views of it. This one stays as it is; saved with the model, the evaluation is there when it is loaded.</summary>
    /// <param name="evaluation">The views; <see langword="null"/> for the image as it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The images are to be smaller than the network's input, or a layer of the network cannot be evaluated densely; the message names it.</exception>
    /// <example>
    /// <code language="csharp">
    /// var careful = model.WithTestTimeEvaluation(TestTimeEvaluation.HorizontalFlip);
    /// </code>
    /// </example>
    public ConvNetTransformer WithTestTimeEvaluation(TestTimeEvaluation? evaluation)
    {
        try
        {
            return new ConvNetTransformer(Content.With(evaluation));
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentOutOfRangeException(nameof(evaluation), exception.Message);
        }
    }

    private protected override void Save(ModelSaveContext context) => MlNetInterop.Save(context, Content);
}
