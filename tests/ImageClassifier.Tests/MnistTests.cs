using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace ImageClassifier.Tests;

/// <summary>Real pictures: the 70,000 handwritten digits of MNIST as PNG files.</summary>
public sealed class MnistTests : IDisposable
{
    private const string Archive = "mnist-png.tar.gz";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestDataFact(Archive)]
    public async Task LeNet5LearnsDigitsInThreeEpochs()
    {
        using (var archive = new GZipStream(File.OpenRead(TestDataFactAttribute.PathOf(Archive)), CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(archive, _folder.Path, overwriteFiles: false);
        }

        string summary = _folder.Combine("summary.json");
        CommandRun train = await CommandRun.Of(
            "train", _folder.Path, "--architecture", "lenet5", "--epochs", "3", "--model", _folder.Combine("model.zip"), "--summary", summary);
        Assert.Equal((CommandLine.Success, ""), (train.Code, train.Error));
        Assert.Contains("10 classes, 60,000 training and 10,000 test pictures, as 28x28 gray; network lenet5", train.Output, StringComparison.Ordinal);

        using JsonDocument figures = JsonDocument.Parse(File.ReadAllText(summary));
        Assert.InRange(figures.RootElement.GetProperty("top1").GetDouble(), 0.98, 1);
        Assert.InRange(figures.RootElement.GetProperty("top5").GetDouble(), 0.999, 1);
    }
}
