using System.Xml.Linq;
using ImageClassifier.Drawing;

namespace ImageClassifier.Tests;

/// <summary>The command curves: pictures of what models remember of their training.</summary>
public sealed class CurvesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ModelsAreComparedUnderTheirFilesNames()
    {
        new PictureSet(Size: 16, TrainPerClass: 3, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        string first = _folder.Combine("plain.zip"), second = _folder.Combine("longer.zip"), picture = _folder.Combine("curves.svg");
        await Succeed("train", _folder.Path, "--architecture", "lenet5_relu", "--size", "28", "--epochs", "1", "--model", first);
        await Succeed("train", _folder.Path, "--architecture", "lenet5_relu", "--size", "28", "--epochs", "2", "--model", second);

        await Succeed("curves", first, second, "--output", picture, "--title", "Twelve <figures>");

        XDocument svg = XDocument.Load(picture);
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Contains("Twelve <figures>", texts);
        Assert.Contains(texts, text => text.Contains("plain", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("longer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMissingModelIsNamed()
    {
        CommandRun run = await CommandRun.Of(["curves", _folder.Combine("none.zip"), "--output", _folder.Combine("curves.svg")]);
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.Contains("none.zip", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("curves.svg")));
    }

    private static async Task<string> Succeed(params string[] arguments)
    {
        CommandRun run = await CommandRun.Of(arguments);
        Assert.True(run.Code == CommandLine.Success, run.Error);
        return run.Output;
    }
}
