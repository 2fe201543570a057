using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>The main job on real pictures: files through ML.NET's image transforms into training, evaluation and a saved model.</summary>
public sealed class MnistTests : IDisposable
{
    private const string Archive = "mnist-png.tar.gz";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("convnet-mnist");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestDataFact(Archive)]
    public void AFewThousandDigitsAreLearnt()
    {
        var (training, test) = Unpack(trainingPerDigit: 500, testPerDigit: 100);
        var mlContext = new MLContext(seed: 1);
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath"))
            .Append(mlContext.Transforms.ResizeImages("Image", 28, 28))
            .Append(mlContext.Transforms.ExtractPixels("Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red))
            .Append(mlContext.MulticlassClassification.Trainers.ConvNet(architecture: ConvNetArchitecture.LeNet5, epoch: 10, learningRate: 0.003f));
        var model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(training));
        var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(mlContext.Data.LoadFromEnumerable(test)), topKPredictionCount: 5);

        // LeNet-5 reaches about 97.5 % from 5,000 digits; a linear model about 88 %.
        Assert.InRange(metrics.MicroAccuracy, 0.96, 1);
        Assert.InRange(metrics.TopKAccuracyForAllK[4], 0.995, 1);

        string path = Path.Combine(_folder.FullName, "model.zip");
        mlContext.Model.Save(model, mlContext.Data.LoadFromEnumerable(training).Schema, path);
        var loaded = new MLContext().Model.Load(path, out _);
        var again = mlContext.MulticlassClassification.Evaluate(loaded.Transform(mlContext.Data.LoadFromEnumerable(test)), topKPredictionCount: 5);
        Assert.Equal(metrics.LogLoss, again.LogLoss);
    }

    private (List<Digit> Training, List<Digit> Test) Unpack(int trainingPerDigit, int testPerDigit)
    {
        var left = new Dictionary<string, int>();
        for (int digit = 0; digit < 10; digit++)
        {
            left[$"train/{digit}"] = trainingPerDigit;
            left[$"test/{digit}"] = testPerDigit;
        }

        var digits = new List<Digit>();
        using var file = File.OpenRead(TestDataFactAttribute.PathOf(Archive));
        using var reader = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            string set = Path.GetDirectoryName(entry.Name)!;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !left.TryGetValue(set, out int more) || more == 0) continue;
            left[set] = more - 1;
            string path = Path.Combine(_folder.FullName, $"{digits.Count}.png");
            entry.ExtractToFile(path, overwrite: false);
            digits.Add(new Digit { ImagePath = path, Label = Path.GetFileName(set), Set = set[..^2] });
        }

        Assert.All(left.Values, count => Assert.Equal(0, count));
        return (digits.FindAll(digit => digit.Set == "train"), digits.FindAll(digit => digit.Set == "test"));
    }

    private sealed class Digit
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";

        public string Set { get; set; } = "";
    }
}
