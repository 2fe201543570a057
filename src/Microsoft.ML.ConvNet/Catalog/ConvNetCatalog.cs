using Microsoft.ML.ConvNet;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML;

/// <summary>Extension methods that create convolutional-network trainers.</summary>
public static class ConvNetCatalog
{
    /// <summary>Creates a <see cref="ConvNetTrainer"/>, which predicts the class of an image with a convolutional network.</summary>
    /// <param name="catalog">The multiclass classification trainer catalog.</param>
    /// <param name="labelColumnName">The name of the label column: a key (<see cref="Data.KeyDataViewType"/>).</param>
    /// <param name="featureColumnName">
    /// The name of the column of images: a known-size vector of <see cref="float"/> or <see cref="byte"/> as ExtractPixels makes it. For a plain vector or encoded
    /// images use the overload with options and give their shape.
    /// </param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights (optional).</param>
    /// <param name="architecture">The network; <see langword="null"/>: chosen by the size of the images.</param>
    /// <param name="epoch">Number of passes over the training rows, at least 1.</param>
    /// <param name="batchSize">Rows of one training step, 1 to 65536.</param>
    /// <param name="learningRate">The highest learning rate of the schedule, more than 0 and finite.</param>
    /// <param name="validationSet">Rows to measure after every epoch (optional).</param>
    /// <example>
    /// <code language="csharp">
    /// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath"))
    ///     .Append(mlContext.Transforms.ResizeImages("Image", 32, 32))
    ///     .Append(mlContext.Transforms.ExtractPixels("Features", "Image"))
    ///     .Append(mlContext.MulticlassClassification.Trainers.ConvNet())
    ///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// </code>
    /// </example>
    public static ConvNetTrainer ConvNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = ConvNetTrainer.DefaultLabelColumnName,
        string featureColumnName = ConvNetTrainer.DefaultFeatureColumnName,
        string? exampleWeightColumnName = null,
        ConvNetArchitecture? architecture = null,
        int epoch = ConvNetTrainer.DefaultEpoch,
        int batchSize = ConvNetTrainer.DefaultBatchSize,
        float learningRate = ConvNetTrainer.DefaultLearningRate,
        IDataView? validationSet = null) => catalog.ConvNet(new ConvNetTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Architecture = architecture,
            Epoch = epoch,
            BatchSize = batchSize,
            LearningRate = learningRate,
            ValidationSet = validationSet,
        });

    /// <summary>Creates a <see cref="ConvNetTrainer"/> with advanced options, which predicts the class of an image with a convolutional network.</summary>
    /// <param name="catalog">The multiclass classification trainer catalog.</param>
    /// <param name="options">The trainer's options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it, what is allowed and what was given.</exception>
    /// <example>
    /// <code language="csharp">
    /// var trainer = mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options
    /// {
    ///     Architecture = ConvNetArchitecture.LeNet5,
    ///     Epoch = 20,
    ///     MetricsCallback = metrics => Console.WriteLine(metrics),
    /// });
    /// </code>
    /// </example>
    public static ConvNetTrainer ConvNet(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ConvNetTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetTrainer(MlNetInterop.GetEnvironment(catalog), options);
    }
}
