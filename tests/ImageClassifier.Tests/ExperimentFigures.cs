using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using Microsoft.ML;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Tests;

/// <summary>A short search, for what is shown of it.</summary>
internal static class ExperimentFigures
{
    public static void Run(string folder, List<ConvNetExperimentProgress> reports)
    {
        PictureSplit split = PictureFolder.ReadTrainAndTest(folder, 0.2, 1);
        var format = new PictureFormat(new PictureSize(16, 16), Grayscale: true);
        var mlContext = new MLContext(1);
        var settings = new ConvNetExperimentSettings
        {
            MaxModels = 2,
            MaximumEpochs = 2,
            ValidationSetFraction = 0.3f,
            SearchSpace = ConvNetSearchSpace.For(format.Shape, 12).WithValue("Architecture", "small").WithValue("Width", 0.5),
        };
        mlContext.MulticlassClassification.CreateConvNetExperiment(settings).Execute(
            mlContext.Data.LoadFromEnumerable(split.First), preFeaturizer: Classifier.CreateFeaturizer(mlContext, format), progressHandler: new Handler(reports.Add));
    }

    private sealed class Handler(Action<ConvNetExperimentProgress> handle) : IProgress<ConvNetExperimentProgress>
    {
        public void Report(ConvNetExperimentProgress value) => handle(value);
    }
}
