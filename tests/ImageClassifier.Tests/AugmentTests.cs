using Microsoft.ML.Data;

namespace ImageClassifier.Tests;

public sealed class AugmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASheetShowsThePicturesAndEveryAugmentation()
    {
        string pictures = Path.Combine(_folder.Path, "pictures"), sheet = Path.Combine(_folder.Path, "sheet.png");
        Assert.Equal(CommandLine.Success, (await CommandRun.Of("draw", pictures, "--train", "2", "--test", "1", "--new", "0", "--size", "16")).Code);
        CommandRun run = await CommandRun.Of("augment", pictures, "--output", sheet, "--columns", "3");
        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("1  as they are", lines[0].TrimEnd());
        Assert.StartsWith("2  horizontal flip (probability 1); labels: Uncertain", lines[1]);

        // Cells of 16 pixels, four times as large, with gaps of 4.
        int rows = lines.Length - 1;
        using MLImage image = MLImage.CreateFromFile(sheet);
        Assert.Equal((4 + 3 * 68, 4 + rows * 68), (image.Width, image.Height));

        // The second row is the first one mirrored.
        byte[] bytes = image.Pixels.ToArray();
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                int place = ((4 + y) * image.Width + 4 + x) * 4, mirrored = ((4 + 68 + y) * image.Width + 4 + 63 - x) * 4;
                Assert.Equal(bytes[place..(place + 3)], bytes[mirrored..(mirrored + 3)]);
            }
        }

        run = await CommandRun.Of("augment", pictures, "--output", sheet, "--augment", "photos", "--rows", "2");
        Assert.Equal(CommandLine.Success, run.Code);
        Assert.Contains("3  the same, epoch 2", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PicturesThatDoNotFitAreTrainedInARandomOrder()
    {
        // 24 pictures of 3 * 128 * 128 bytes are more than a megabyte.
        string pictures = Path.Combine(_folder.Path, "pictures");
        await CommandRun.Of("draw", pictures, "--train", "2", "--test", "1", "--new", "0", "--size", "16");
        CommandRun run = await CommandRun.Of(
            "train", pictures, "-a", "lenet5", "-e", "1", "--size", "128", "--augment", "photos", "--cache-limit", "1", "--model", Path.Combine(_folder.Path, "model.zip"));
        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));
        Assert.DoesNotContain("sorted by label", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownAugmentationsAreNamed()
    {
        CommandRun run = await CommandRun.Of("train", _folder.Path, "--augment", "cats");
        Assert.Equal(CommandLine.Usage, run.Code);
        Assert.Contains("--augment is cats; expected one of none, digits, photos.", run.Error, StringComparison.Ordinal);
    }
}
