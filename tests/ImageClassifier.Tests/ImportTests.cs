using ImageClassifier.Drawing;
using ImageClassifier.Learning;
using Microsoft.ML;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Tests;

/// <summary>Weights that come from elsewhere: made into a model, or trained on.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnImportedModelAnswersAsTheOneThatItsWeightsCameFrom()
    {
        new PictureSet(Size: 16, TrainPerClass: 3, TestPerClass: 2, NewPerClass: 1, Seed: 1).Write(_folder.Path, CancellationToken.None);
        await Succeed("train", _folder.Path, "--epochs", "1", "--model", _folder.Combine("trained.zip"));
        ConvNetModelParameters trained = ((IEnumerable<ITransformer>)ModelFile.Load(new MLContext(), _folder.Combine("trained.zip"))).OfType<ConvNetTransformer>().Single().Model;
        trained.SaveWeights(_folder.Combine("weights.safetensors"));
        File.WriteAllLines(_folder.Combine("classes.txt"), trained.ClassNames!);

        string[] import =
        [
            "import", "small", "--weights", _folder.Combine("weights.safetensors"), "--class-names", _folder.Combine("classes.txt"), "--size", "16",
            "--model", _folder.Combine("imported.zip"), "--mean", .. Shares(trained.ChannelMeans), "--deviation", .. Shares(trained.ChannelDeviations),
        ];
        Assert.Contains(" tensors loaded, 12 classes", await Succeed(import), StringComparison.Ordinal);
        Assert.Equal(await Answers("trained.zip"), await Answers("imported.zip"));
        Assert.Equal(
            await Succeed("evaluate", _folder.Path, "--model", _folder.Combine("trained.zip")), await Succeed("evaluate", _folder.Path, "--model", _folder.Combine("imported.zip")));

        // Of three classes only the last layer does not fit.
        foreach (string name in trained.ClassNames!.Skip(3))
        {
            Directory.Delete(_folder.Combine("train", name), recursive: true);
            Directory.Delete(_folder.Combine("test", name), recursive: true);
        }

        string[] tune = ["train", _folder.Path, "--epochs", "1", "--weights", _folder.Combine("weights.safetensors"), "--model", _folder.Combine("tuned.zip")];
        CommandRun refused = await CommandRun.Of(tune);
        Assert.Equal(CommandLine.Failure, refused.Code);
        Assert.Contains("fc2.weight (3x128 expected, 12x128 found)", refused.Error, StringComparison.Ordinal);
        Assert.Contains("2 are of another shape: fc2.weight (3x128 expected, 12x128 found)", await Succeed([.. tune, "--allow-partial"]), StringComparison.Ordinal);

        async Task<string[]> Answers(string model)
        {
            // Class names only: means in pixels and back may differ in the last bit.
            string output = await Succeed("predict", _folder.Combine("new"), "--model", _folder.Combine(model), "--top", "12");
            return [.. output.Split('\t').Where((_, index) => index % 2 == 1)];
        }
    }

    [Fact]
    public async Task WhatAnImportLacksIsNamed()
    {
        File.WriteAllLines(_folder.Combine("classes.txt"), ["cat", "", "dog"]);
        File.WriteAllLines(_folder.Combine("good.txt"), ["cat", "dog", "cat"]);
        File.WriteAllText(_folder.Combine("bad.safetensors"), "no weights at all");
        Assert.Contains("no file none.safetensors of weights", await Refuse("none.safetensors", _folder.Combine("good.txt")), StringComparison.Ordinal);
        Assert.Contains("no file none.txt of class names", await Refuse(_folder.Combine("bad.safetensors"), "none.txt"), StringComparison.Ordinal);
        Assert.Contains("Line 2 of ", await Refuse(_folder.Combine("bad.safetensors"), _folder.Combine("classes.txt")), StringComparison.Ordinal);
        Assert.Contains("bad.safetensors: ", await Refuse(_folder.Combine("bad.safetensors"), _folder.Combine("good.txt")), StringComparison.Ordinal);
        Assert.Equal(["cat", "dog", "cat (2)"], ClassNamesFile.Read(_folder.Combine("good.txt")));

        CommandRun unfit = await CommandRun.Of("import", "small", "--weights", "x", "--class-names", "y", "--deviation", "1", "0", "1");
        Assert.Equal(CommandLine.Usage, unfit.Code);
        Assert.Contains("--deviation", unfit.Error, StringComparison.Ordinal);
    }

    private async Task<string> Refuse(string weights, string classNames)
    {
        CommandRun run = await CommandRun.Of("import", "small", "--weights", weights, "--class-names", classNames, "--model", _folder.Combine("model.zip"));
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.False(File.Exists(_folder.Combine("model.zip")));
        return run.Error;
    }

    private static async Task<string> Succeed(params string[] arguments)
    {
        CommandRun run = await CommandRun.Of(arguments);
        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));
        return run.Output;
    }

    private static IEnumerable<string> Shares(IEnumerable<float> pixels) => pixels.Select(value => (value / 255).ToString("R", System.Globalization.CultureInfo.InvariantCulture));
}
