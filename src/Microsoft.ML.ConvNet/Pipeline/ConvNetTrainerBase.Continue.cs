using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

public abstract partial class ConvNetTrainerBase
{
    private readonly ConvNetModelParameters? _continued;

    /// <summary>The options with which a training goes on from a model.</summary>
    private protected OptionsBase OptionsFrom(ConvNetTransformer model)
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
        return options;
    }

    /// <summary>Checks that rows can go on with the model that is continued, if there is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They have other images or classes.</exception>
    private void CheckContinued(ImageShape shape, LabelColumn label)
    {
        if (_continued is not { } model) return;
        if (model.Task != _options.Task.Name)
            throw new ArgumentOutOfRangeException("inputSchema", $"The model to go on from is one of {model.Task}, but this trainer's are of {_options.Task.Name}.");
        if (shape != model.ImageShape)
            throw new ArgumentOutOfRangeException("inputSchema", $"The model to go on from takes images of {model.ImageShape}, but those of column '{_options.FeatureColumnName}' are {shape}.");
        if (label.OutputCount != model.Network.OutputShape.Size && label.ClassCount == 0)
            throw new ArgumentOutOfRangeException("inputSchema", $"The model to go on from has {model.Network.OutputShape.Size} numbers, but label column '{_options.LabelColumnName}' has {label.OutputCount}.");
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
