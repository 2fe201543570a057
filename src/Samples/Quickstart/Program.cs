// Trains a convolutional network on a folder that has one subfolder of pictures for each class:
//   dotnet run --project src/Samples/Quickstart -- FOLDER
using Microsoft.ML;
using Microsoft.ML.ConvNet;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: Quickstart FOLDER (with one subfolder of pictures for each class)");
    return 2;
}

var mlContext = new MLContext(seed: 1);
var pictures = Directory.GetFiles(folder, "*.*", SearchOption.AllDirectories)
    .Select(path => new Picture { ImagePath = path, Label = Path.GetFileName(Path.GetDirectoryName(path)!) });
var data = mlContext.Data.TrainTestSplit(mlContext.Data.LoadFromEnumerable(pictures), testFraction: 0.2);

var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
    .Append(mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath"))
    .Append(mlContext.Transforms.ResizeImages("Image", imageWidth: 32, imageHeight: 32))
    .Append(mlContext.Transforms.ExtractPixels("Features", "Image"))
    .Append(mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options { Epoch = 10, MetricsCallback = Console.WriteLine }));

var model = pipeline.Fit(data.TrainSet);
var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(data.TestSet), topKPredictionCount: 2);
Console.WriteLine($"Top-1 {metrics.MicroAccuracy:P1}, top-2 {metrics.TopKAccuracy:P1}, log-loss {metrics.LogLoss:F3}");
mlContext.Model.Save(model, data.TrainSet.Schema, "model.zip");
return 0;

/// <summary>One row: a picture file and the name of its class.</summary>
internal sealed class Picture
{
    /// <summary>The file.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>The class.</summary>
    public string Label { get; set; } = "";
}
