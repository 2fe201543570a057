using Microsoft.ML.ConvNet;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML;

/// <summary>Extension methods that create trainers of convolutional networks, and estimators that score with networks whose weights are there already.</summary>
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

    /// <summary>Creates a <see cref="ConvNetBinaryTrainer"/>, which says yes or no of an image with a convolutional network.</summary>
    /// <param name="catalog">The binary classification trainer catalog.</param>
    /// <param name="labelColumnName">The name of the label column: Boolean.</param>
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
    /// // Rows with ImagePath and a Boolean Label: is it a cat?
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
    ///     .Append(mlContext.Transforms.ResizeImages("Image", 32, 32))
    ///     .Append(mlContext.Transforms.ExtractPixels("Features", "Image"))
    ///     .Append(mlContext.BinaryClassification.Trainers.ConvNet());
    /// var metrics = mlContext.BinaryClassification.Evaluate(pipeline.Fit(train).Transform(test));
    /// </code>
    /// </example>
    public static ConvNetBinaryTrainer ConvNet(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = ConvNetBinaryTrainer.DefaultLabelColumnName,
        string featureColumnName = ConvNetBinaryTrainer.DefaultFeatureColumnName,
        string? exampleWeightColumnName = null,
        ConvNetArchitecture? architecture = null,
        int epoch = ConvNetBinaryTrainer.DefaultEpoch,
        int batchSize = ConvNetBinaryTrainer.DefaultBatchSize,
        float learningRate = ConvNetBinaryTrainer.DefaultLearningRate,
        IDataView? validationSet = null) => catalog.ConvNet(new ConvNetBinaryTrainer.Options
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

    /// <summary>Creates a <see cref="ConvNetBinaryTrainer"/> with advanced options, which says yes or no of an image with a convolutional network.</summary>
    /// <param name="catalog">The binary classification trainer catalog.</param>
    /// <param name="options">The trainer's options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it, what is allowed and what was given.</exception>
    /// <example>
    /// <code language="csharp">
    /// var trainer = mlContext.BinaryClassification.Trainers.ConvNet(new ConvNetBinaryTrainer.Options
    /// {
    ///     Loss = Loss.BinaryCrossEntropy(positiveWeight: 9),   // one row of ten is a cat
    ///     Epoch = 20,
    /// });
    /// </code>
    /// </example>
    public static ConvNetBinaryTrainer ConvNet(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, ConvNetBinaryTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetBinaryTrainer(MlNetInterop.GetEnvironment(catalog), options);
    }

    /// <summary>Creates a <see cref="ConvNetRegressionTrainer"/>, which predicts a number, or several, from an image with a convolutional network.</summary>
    /// <param name="catalog">The regression trainer catalog.</param>
    /// <param name="labelColumnName">The name of the label column: Single, or a known-size vector of 2 or more Single.</param>
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
    /// // Rows with ImagePath and a Single as Label: how old is the person?
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
    ///     .Append(mlContext.Transforms.ResizeImages("Image", 32, 32))
    ///     .Append(mlContext.Transforms.ExtractPixels("Features", "Image"))
    ///     .Append(mlContext.Regression.Trainers.ConvNet());
    /// var metrics = mlContext.Regression.Evaluate(pipeline.Fit(train).Transform(test));
    /// </code>
    /// </example>
    public static ConvNetRegressionTrainer ConvNet(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = ConvNetRegressionTrainer.DefaultLabelColumnName,
        string featureColumnName = ConvNetRegressionTrainer.DefaultFeatureColumnName,
        string? exampleWeightColumnName = null,
        ConvNetArchitecture? architecture = null,
        int epoch = ConvNetRegressionTrainer.DefaultEpoch,
        int batchSize = ConvNetRegressionTrainer.DefaultBatchSize,
        float learningRate = ConvNetRegressionTrainer.DefaultLearningRate,
        IDataView? validationSet = null) => catalog.ConvNet(new ConvNetRegressionTrainer.Options
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

    /// <summary>Creates a <see cref="ConvNetRegressionTrainer"/> with advanced options, which predicts a number, or several, from an image with a convolutional network.</summary>
    /// <param name="catalog">The regression trainer catalog.</param>
    /// <param name="options">The trainer's options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it, what is allowed and what was given.</exception>
    /// <example>
    /// <code language="csharp">
    /// var trainer = mlContext.Regression.Trainers.ConvNet(new ConvNetRegressionTrainer.Options
    /// {
    ///     LabelColumnName = "Corners",   // a vector of eight Single: x and y of four corners
    ///     Epoch = 20,
    /// });
    /// </code>
    /// </example>
    public static ConvNetRegressionTrainer ConvNet(this RegressionCatalog.RegressionTrainers catalog, ConvNetRegressionTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetRegressionTrainer(MlNetInterop.GetEnvironment(catalog), options);
    }

    /// <summary>
    /// Creates a <see cref="ConvNetScoringEstimator"/>, which scores images with a network whose weights are there already: a state dictionary saved from PyTorch, for example. Nothing is
    /// trained.
    /// </summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="network">The network; its input shape is that of the images, its output (classes, 1, 1).</param>
    /// <param name="weights">All its weights, by name (<see cref="SafeTensors.ReadFile"/>).</param>
    /// <param name="options">The columns, the names of the classes, and mean and deviation of each channel; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">The weights do not fit the network; the message lists the tensors that are missing, unexpected or of other dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it, what is allowed and what was given.</exception>
    /// <example>
    /// <code language="csharp">
    /// var network = ConvNetArchitecture.ResNet(18).Build(new ImageShape(3, 224, 224), classNames.Length);
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
    ///     .Append(mlContext.Transforms.ResizeImages("Image", 224, 224))
    ///     .Append(mlContext.Transforms.ExtractPixels("Features", "Image", scaleImage: 1 / 255f))
    ///     .Append(mlContext.Transforms.ApplyConvNet(network, SafeTensors.ReadFile("resnet18.safetensors"), new ConvNetScoringEstimator.Options
    ///     {
    ///         ClassNames = classNames,
    ///         ChannelMeans = [0.485f, 0.456f, 0.406f],
    ///         ChannelDeviations = [0.229f, 0.224f, 0.225f],
    ///     }));
    /// </code>
    /// </example>
    public static ConvNetScoringEstimator ApplyConvNet(this TransformsCatalog catalog, Network network, Weights weights, ConvNetScoringEstimator.Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        return new ConvNetScoringEstimator(network, weights, options ?? new ConvNetScoringEstimator.Options());
    }
}
