using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Reports;
using Microsoft.ML.ConvNet.Tests.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Reports;

/// <summary>What the report measures on the best model; the fake engine takes an image with pixels v for class v modulo 3, with probability 0.5.</summary>
public sealed class ConfusionTests : IDisposable
{
    private static readonly string[] Names = ["lying", "standing", "slanting"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void RowsAreCountedByClassAndGuess()
    {
        // Labels 0 1 2 0 1 2 0 1 2 0; guesses 0 0 0 0 1 1 1 1 2 2.
        var confusion = Measure(Data(guess: row => row / 4), mistakeCount: 10);
        Assert.Equal(new[,] { { 2, 1, 1 }, { 1, 2, 0 }, { 1, 1, 1 } }, confusion.Counts);
        Assert.Equal(Names, confusion.Classes);
        Assert.Equal((10, 5), (confusion.RowCount, confusion.MistakeCount));
        Assert.Equal((0.5, 0.5), (confusion.Recall(0), confusion.Precision(1)));
        Assert.Equal([1, 2, 5, 6, 9], confusion.WorstMistakes.Select(mistake => mistake.Row));
        Assert.All(confusion.WorstMistakes, mistake => Assert.Equal((0.5f, 0.25f), (mistake.Probability, mistake.TruthProbability)));
        Assert.Equal((1, 0), (confusion.WorstMistakes[0].Truth, confusion.WorstMistakes[0].Guess));
    }

    [Fact]
    public void OfEqualMistakesTheFirstAreKept() => Assert.Equal([1, 2], Measure(Data(guess: row => row / 4), mistakeCount: 2).WorstMistakes.Select(mistake => mistake.Row));

    [Fact]
    public void RowsWithoutAClassAreLeftOut()
    {
        var view = new TestView(10, TestColumn.Images(row => 0), TestColumn.Of("Label", new KeyDataViewType(typeof(uint), 3), row => (uint)(row % 2)));
        Assert.Equal(5, Measure(view, 0).RowCount);
    }

    [Fact]
    public void PicturesComeFromTheNetworksPixels()
    {
        var view = new TestView(1, TestColumn.Images(row => 200), TestColumn.Label());
        using var image = Decode(Measure(view, 5).WorstMistakes[0].Picture!.Embed()!.Value);
        Assert.Equal((4, 4), (image.Width, image.Height));
        Assert.All(image.GetBGRPixels, value => Assert.Equal(200, value));
    }

    [Fact]
    public void OrFromFilesThatAColumnNames()
    {
        string small = Path.Combine(_directory.FullName, "small.png"), large = Path.Combine(_directory.FullName, "large.png");
        WriteNoise(small, 30, 20);
        WriteNoise(large, 600, 300);
        string[] paths = [small, large, Path.Combine(_directory.FullName, "none.png"), ""];
        var view = new TestView(
            4, TestColumn.Images(row => 1), TestColumn.Of("Label", new KeyDataViewType(typeof(uint), 3), row => 1u),
            TestColumn.Of("File", TextDataViewType.Instance, row => paths[row].AsMemory()));
        var mistakes = Measure(view, 4, "File").WorstMistakes;
        Assert.Equal(paths[..3], mistakes.Select(mistake => mistake.Picture?.Path).OfType<string>());
        Assert.Null(mistakes[3].Picture);

        // As it is; smaller; left out.
        var embedded = mistakes[0].Picture!.Embed()!.Value;
        Assert.Equal(File.ReadAllBytes(small), Content(embedded));
        Assert.True(embedded.IsSmall);
        using var shrunk = Decode(mistakes[1].Picture!.Embed()!.Value);
        Assert.Equal((256, 128), (shrunk.Width, shrunk.Height));
        Assert.Null(mistakes[2].Picture!.Embed());
    }

    [Fact]
    public void OrFromTheirContent()
    {
        string path = Path.Combine(_directory.FullName, "picture.png");
        WriteNoise(path, 20, 20);
        byte[] content = File.ReadAllBytes(path);
        var view = new TestView(
            1, TestColumn.Images(row => 1), TestColumn.Label(), TestColumn.Of("Content", new VectorDataViewType(NumberDataViewType.Byte), row => new VBuffer<byte>(content.Length, content)));
        Assert.Equal(content, Content(Measure(view, 1, "Content").WorstMistakes[0].Picture!.Embed()!.Value));
    }

    [Theory]
    [InlineData("Nothing", "Could not find picture column 'Nothing'")]
    [InlineData("Label", "Schema mismatch for picture column 'Label'")]
    public void AColumnThatHasNoPicturesIsNamed(string column, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(() => Measure(Data(row => 0), 1, column)).Message, StringComparison.Ordinal);

    [Fact]
    public void AReportIsWrittenWithTheBestModelsMistakes()
    {
        string path = Path.Combine(_directory.FullName, "report.html");
        var result = ReportTrials.Result([ReportTrials.Trial(1, 0.5, model: Model())], validation: Data(guess: row => row / 4));
        result.WriteReport(path, new ConvNetReportOptions { Title = "Stripes", MistakeCount = 3 });
        string text = File.ReadAllText(path);
        Assert.Contains("<h1>Stripes</h1>", text, StringComparison.Ordinal);
        Assert.Contains("slanting", text, StringComparison.Ordinal);
        Assert.Contains("3 of 5, those of which the best model is surest", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("src=\"data:image/png;base64,").Length - 1);
        Assert.Equal(["report.html"], _directory.EnumerateFiles().Select(file => file.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.WriteReport(path, new ConvNetReportOptions { MistakeCount = -1 }));
    }

    [Fact]
    public void PngFilesHoldThePixels()
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 5 * 7).Select(i => (byte)(i * 37))];
        using var image = MLImage.CreateFromStream(new MemoryStream(PngFile.Encode(pixels, new ImageShape(3, 5, 7))));
        Assert.Equal((7, 5), (image.Width, image.Height));
        Assert.Equal(pixels, image.GetBGRPixels.Chunk(3).SelectMany(pixel => pixel.Reverse()));
        using var grey = MLImage.CreateFromStream(new MemoryStream(PngFile.Encode(pixels, new ImageShape(1, 15, 7))));
        Assert.Equal(pixels, grey.GetBGRPixels.Chunk(3).Select(pixel => pixel[0]));
    }

    private static ConvNetTransformer Model() => TestModels.Transformer(labelValues: LabelValues.Of(Names));

    private static TestView Data(Func<long, float> guess) => new(10, TestColumn.Images(row => MathF.Floor(guess(row))), TestColumn.Label());

    private static Confusion Measure(TestView view, int mistakeCount, string? pictures = null) => Confusion.Measure(Model(), view, "Label", pictures, mistakeCount)!;

    private static byte[] Content(EmbeddedPicture picture) => Convert.FromBase64String(picture.Address[(picture.Address.IndexOf(',', StringComparison.Ordinal) + 1)..]);

    private static MLImage Decode(EmbeddedPicture picture) => MLImage.CreateFromStream(new MemoryStream(Content(picture)));

    // Noise cannot be compressed.
    private static void WriteNoise(string path, int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(1).NextBytes(pixels);
        File.WriteAllBytes(path, PngFile.Encode(pixels, new ImageShape(3, height, width)));
    }
}
