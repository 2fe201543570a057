#nullable disable warnings
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples of docs/experiments.md, which must occur here in the same words (line by line, apart from their indentation). They are only compiled.</summary>
internal static class ExperimentsExamples
{
    public static void Shortest(MLContext mlContext, IDataView data)
    {
        var pixels = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath"))
            .Append(mlContext.Transforms.ResizeImages("Image", 32, 32))
            .Append(mlContext.Transforms.ExtractPixels("Features", "Image"));

        var result = mlContext.MulticlassClassification.CreateConvNetExperiment(600).Execute(data, preFeaturizer: pixels);

        Console.WriteLine(result.BestRun);                                                   // Trial 7: Completed, ConvNet small_x1.5, 27 of 27 epochs, 0.9931
        mlContext.Model.Save(result.BestRun.Model, data.Schema, "model.zip");
    }

    public static void Again(MLContext mlContext, ConvNetExperimentResult result, IDataView allData)
    {
        var final = result.BestRun.Estimator.Fit(allData);
        var folds = mlContext.MulticlassClassification.CrossValidate(allData, result.BestRun.Estimator, numberOfFolds: 5);
    }

    public static void Report(ConvNetExperimentResult result)
    {
        result.WriteReport("report.html", new ConvNetReportOptions { Title = "Flowers", PictureColumnName = "ImagePath" });
    }

    public static async Task Settings(
        MLContext mlContext, IDataView train, IDataView validation, IEstimator<ITransformer> pixels, CancellationToken cancellation, Action<ConvNetExperimentProgress> Show)
    {
        var experiment = mlContext.MulticlassClassification.CreateConvNetExperiment(new ConvNetExperimentSettings
        {
            MaxExperimentTimeInSeconds = 3600,
            OptimizingMetric = ConvNetExperimentMetric.TopKAccuracy, TopK = 3,   // or MicroAccuracy, MacroAccuracy, LogLoss
            MaximumMemoryUsageInMegaByte = 2000,
            CacheDirectory = "experiment",                                       // log, checkpoints, models: goes on there when it was stopped
            Seed = 1,
            CancellationToken = cancellation,
            TrainerOptions = new ConvNetTrainer.Options { BalanceClasses = true },   // what all trials share
        });
        var result = await experiment.ExecuteAsync(train, validation, preFeaturizer: pixels, progressHandler: new Progress<ConvNetExperimentProgress>(Show));
    }

    public static void Spaces(ConvNetExperimentSettings settings)
    {
        settings.SearchSpace = ConvNetSearchSpace.For(new ImageShape(3, 32, 32), classCount: 10)
            .WithRange("LearningRate", 5e-4, 5e-3).WithChoice("Architecture", "small", "resnet32").WithValue("Augmentation.HorizontalFlip", true);

        settings.SearchSpace = ConvNetSearchSpace.Of<RateAndBatch>();
    }

    public sealed class RateAndBatch : IConvNetSpace
    {
        [Range(1e-4f, 1e-2f, init: 1e-3f, logBase: true)]
        public float LearningRate { get; set; }

        [Choice(new object[] { 32, 64, 128 }, 64)]
        public int BatchSize { get; set; }

        public void ApplyTo(ConvNetTrainer.Options options) => (options.LearningRate, options.BatchSize) = (LearningRate, BatchSize);
    }
}
