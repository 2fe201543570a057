using Microsoft.ML.ConvNet;

namespace Microsoft.ML;

/// <summary>Extension methods that create experiments: searches for the best network and options in a given time.</summary>
public static class ConvNetExperimentCatalog
{
    /// <summary>Creates a <see cref="ConvNetExperiment"/>.</summary>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="maxExperimentTimeInSeconds">Seconds that the experiment may take, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is 0.</exception>
    /// <example>
    /// <code language="csharp">
    /// // Rows with ImagePath and Label.
    /// var pixels = mlContext.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath"))
    ///     .Append(mlContext.Transforms.ResizeImages("Image", 32, 32))
    ///     .Append(mlContext.Transforms.ExtractPixels("Features", "Image"));
    /// var result = mlContext.MulticlassClassification.CreateConvNetExperiment(600).Execute(data, preFeaturizer: pixels);
    /// Console.WriteLine(result.BestRun);
    /// mlContext.Model.Save(result.BestRun.Model, data.Schema, "model.zip");
    /// </code>
    /// </example>
    public static ConvNetExperiment CreateConvNetExperiment(this MulticlassClassificationCatalog catalog, uint maxExperimentTimeInSeconds) =>
        catalog.CreateConvNetExperiment(new ConvNetExperimentSettings { MaxExperimentTimeInSeconds = maxExperimentTimeInSeconds });

    /// <summary>Creates a <see cref="ConvNetExperiment"/> with settings.</summary>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="experimentSettings">The settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range; the message names it, what is allowed and what was given.</exception>
    /// <example>
    /// <code language="csharp">
    /// var experiment = mlContext.MulticlassClassification.CreateConvNetExperiment(new ConvNetExperimentSettings
    /// {
    ///     MaxExperimentTimeInSeconds = 3600,
    ///     OptimizingMetric = ConvNetExperimentMetric.LogLoss,
    ///     CacheDirectory = "experiment",   // goes on there when it was stopped
    ///     SearchSpace = ConvNetSearchSpace.For(new ImageShape(3, 32, 32), classCount: 10).WithValue("Augmentation.HorizontalFlip", true),
    /// });
    /// </code>
    /// </example>
    public static ConvNetExperiment CreateConvNetExperiment(this MulticlassClassificationCatalog catalog, ConvNetExperimentSettings experimentSettings)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(experimentSettings);
        return new ConvNetExperiment(catalog, experimentSettings);
    }
}
