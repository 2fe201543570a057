using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

/// <summary>The <see cref="IEstimator{TTransformer}"/> for training a convolutional network that predicts the class of an image.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [ConvNet](xref:Microsoft.ML.ConvNetCatalog.ConvNet*).
///
/// ### Input and Output Columns
/// The label column must be a [key](xref:Microsoft.ML.Data.KeyDataViewType) of Byte, UInt16, UInt32 or UInt64. The feature column holds images:
///
/// | Feature Column Type | Made by | Shape of the images |
/// | -- | -- | -- |
/// | Known-size vector of Single or Byte with three dimensions | ExtractPixels | read from the dimensions: (C, H, W), or (H, W, C) when interleaved |
/// | Known-size vector of Single or Byte with two dimensions | | (1, H, W) |
/// | Known-size vector of Single or Byte with one dimension | | the option ImageShape |
/// | Variable-size vector of Byte | LoadRawImageBytes | the option ImageShape, to which the decoded images are resized |
///
/// This trainer outputs the following columns:
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `PredictedLabel` | [key](xref:Microsoft.ML.Data.KeyDataViewType) of UInt32 | The most probable class; missing when the pixels are not finite. |
/// | `Score` | Vector of Single | The probability of each class: the softmax of the network's output. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No: mean and deviation of each channel are taken from the training set and kept in the model |
/// | Is caching required? | No: the rows are read once and kept in memory, if they fit |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.ConvNet |
/// | Exportable to ONNX | No |
///
/// ### Training Algorithm Details
/// The network is trained with mini-batches: the cross-entropy of the softmax, weighted by the example weights, is minimised by Adam or by stochastic gradient
/// descent with momentum, at a learning rate that by default rises over the first tenth of the steps and then falls along half a cosine. Rows whose label is
/// missing are skipped. The same seed gives the same weights, whatever the number of threads.
/// ]]></format>
/// </remarks>
/// <seealso cref="ConvNetCatalog.ConvNet(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, ConvNetArchitecture, int, int, float, IDataView)"/>
/// <seealso cref="ConvNetCatalog.ConvNet(MulticlassClassificationCatalog.MulticlassClassificationTrainers, Options)"/>
/// <seealso cref="Options"/>
public sealed class ConvNetTrainer : ConvNetTrainerBase
{
    internal ConvNetTrainer(IHostEnvironment environment, Options options, ConvNetModelParameters? continued = null)
        : base(environment, options, continued)
    {
    }

    /// <summary>
    /// A trainer with the same options that goes on from a trained model, on whatever rows its Fit is then given: with the model's network, its weights, and its preparation of
    /// the pixels. The optimizer, the learning-rate schedule and the history start anew. To go on with an interrupted training use <see cref="ConvNetTrainerBase.OptionsBase.ResumeFrom"/>.
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
    public ConvNetTrainer ContinueTraining(ConvNetTransformer model) => new(Host, (Options)OptionsFrom(model), model.Model);

    /// <summary><see cref="Options"/> for <see cref="ConvNetTrainer"/> as used in <see cref="ConvNetCatalog.ConvNet(MulticlassClassificationCatalog.MulticlassClassificationTrainers, Options)"/>.</summary>
    public sealed class Options : OptionsBase
    {
    }
}
