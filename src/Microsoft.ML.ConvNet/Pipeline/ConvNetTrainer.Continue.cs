using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

public sealed partial class ConvNetTrainer
{
    private readonly ConvNetModelParameters? _continued;

    private ConvNetTrainer(IHostEnvironment environment, Options options, ConvNetModelParameters continued)
        : this(environment, options) => _continued = continued;

    /// <summary>
    /// A trainer with the same options that goes on from a trained model, on whatever rows its Fit is then given: with the model's network, its weights, and its preparation of
    /// the pixels. The optimizer, the learning-rate schedule and the history start anew. To go on with an interrupted training use <see cref="Options.ResumeFrom"/>.
    /// </summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <remarks>
    /// The new rows must have images of the same shape, and the same classes in the same order: map their labels with the transformer that the model was trained with, and do not
    /// fit MapValueToKey again. The options Architecture, InitialWeights, AllowPartialWeights, Standardize, ChannelMeans and ChannelDeviations are not used. ML.NET's own trainers
    /// that can go on from a model take its parameters in Fit.
    /// </remarks>
    /// <example>
    /// <code language="csharp">
    /// var keys = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(first);
    /// var trainer = mlContext.MulticlassClassification.Trainers.ConvNet();
    /// var model = trainer.Fit(keys.Transform(first));
    /// var better = trainer.ContinueTraining(model).Fit(keys.Transform(second));
    /// </code>
    /// </example>
    public ConvNetTrainer ContinueTraining(ConvNetTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var parameters = model.Model;
        var options = _options.Copy();
        options.Architecture = ConvNetArchitecture.Custom("the model's network", (_, _) => parameters.Network);
        options.InitialWeights = parameters.Weights;
        options.AllowPartialWeights = false;
        options.Standardize = true;
        options.ChannelMeans = parameters.ChannelMeans;
        options.ChannelDeviations = parameters.ChannelDeviations;
        return new ConvNetTrainer(_host, options, parameters);
    }

    /// <summary>Checks that rows can go on with the model that is continued, if there is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They have other images or classes.</exception>
    private void CheckContinued(ImageShape shape, LabelColumn label)
    {
        if (_continued is not { } model) return;
        if (shape != model.ImageShape)
            throw new ArgumentOutOfRangeException("inputSchema", $"The model to go on from takes images of {model.ImageShape}, but those of column '{_options.FeatureColumnName}' are {shape}.");
        if (label.ClassCount != model.ClassCount)
            throw new ArgumentOutOfRangeException("inputSchema", $"The model to go on from has {model.ClassCount} classes, but label column '{_options.LabelColumnName}' has {label.ClassCount}.");
        if (model.ClassNames is not { } expected || LabelValues.Of(label.Column, label.ClassCount)?.ToText() is not { } names) return;
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == expected[i]) continue;
            throw new ArgumentOutOfRangeException(
                "inputSchema",
                $"Class {i + 1} of label column '{_options.LabelColumnName}' is '{names[i]}', but '{expected[i]}' in the model to go on from: map the labels with the transformer that it was trained with.");
        }
    }
}
