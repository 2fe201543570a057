using System.Text.Json;
using System.Xml.Linq;
using ImageClassifier.Drawing;

namespace ImageClassifier.Tests;

/// <summary>The commands one after the other, as a user runs them.</summary>
public sealed class WholeRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DrawTrainEvaluatePredict()
    {
        string pictures = _folder.Combine("pictures"), model = _folder.Combine("models", "model.zip"), summary = _folder.Combine("summary.json");
        CommandRun draw = await CommandRun.Of("draw", pictures, "--size", "16", "--train", "20", "--test", "3", "--new", "1");
        Assert.Equal((CommandLine.Success, ""), (draw.Code, draw.Error));

        CommandRun train = await CommandRun.Of(
            "train", pictures, "--epochs", "2", "--batch-size", "32", "--validation", "0.1",
            "--model", model, "--summary", summary, "--curves", _folder.Combine("curves.svg"), "--test-list", _folder.Combine("test.txt"));
        Assert.Equal((CommandLine.Success, ""), (train.Code, train.Error));
        Assert.Contains("12 classes, 240 training and 36 test pictures, as 16x16 colour; network small", train.Output, StringComparison.Ordinal);
        Assert.Contains("Epoch 2/2: loss ", train.Output, StringComparison.Ordinal);
        Assert.Contains("Epoch 2/2: validation loss ", train.Output, StringComparison.Ordinal);
        Assert.Equal(36, File.ReadAllLines(_folder.Combine("test.txt")).Length);

        XElement curves = XElement.Load(_folder.Combine("curves.svg"));
        Assert.Equal(("svg", "small, 240 pictures"), (curves.Name.LocalName, curves.Elements().First(element => element.Name.LocalName == "title").Value));

        using JsonDocument figures = JsonDocument.Parse(File.ReadAllText(summary));
        JsonElement root = figures.RootElement;
        Assert.Equal((12, 240, 36, 2), (Whole("classes"), Whole("images"), Whole("test_images"), Whole("epochs")));
        Assert.InRange(Number("top1"), 0, 1);
        Assert.InRange(Number("top5"), Number("top1"), 1);
        Assert.InRange(Number("logloss"), 0, 10);
        Assert.True(Number("seconds") > 0 && Number("images_per_second") > 0);
        Assert.Equal(model, root.GetProperty("model_path").GetString());

        // The same figures from the saved model, in the line that both commands print.
        CommandRun evaluate = await CommandRun.Of("evaluate", pictures, "--model", model);
        Assert.Equal((CommandLine.Success, ""), (evaluate.Code, evaluate.Error));
        Assert.Contains(evaluate.Output.Split(Environment.NewLine)[0], train.Output, StringComparison.Ordinal);

        CommandRun predict = await CommandRun.Of("predict", Path.Combine(pictures, "new"), "--model", model, "--top", "2");
        Assert.Equal((CommandLine.Success, ""), (predict.Code, predict.Error));
        string[] lines = predict.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Shape.All.Count, lines.Length);
        Assert.All(lines, line =>
        {
            string[] parts = line.Split('\t');
            Assert.Equal(5, parts.Length);
            Assert.Contains(parts[1], Shape.All.Select(shape => shape.Name));
        });

        int Whole(string name) => root.GetProperty(name).GetInt32();

        double Number(string name) => root.GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task ATrainingIsResumedAndStopsEarly()
    {
        new PictureSet(Size: 16, TrainPerClass: 8, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        string[] train =
        [
            "train", _folder.Path, "--validation", "0.2", "--patience", "1", "--average", "0.5", "--learning-rate", "0.1", "--epochs", "30",
            "--checkpoints", _folder.Combine("checkpoints"), "--resume", "--model", _folder.Combine("model.zip"),
        ];
        CommandRun first = await CommandRun.Of(train);
        Assert.Equal((CommandLine.Success, ""), (first.Code, first.Error));
        Assert.Contains("Epoch 1/30: ", first.Output, StringComparison.Ordinal);
        Assert.Matches(@"Stopped after epoch \d+; the model has the weights of epoch \d+, the best on the validation pictures", first.Output);
        Assert.NotEmpty(Directory.GetFiles(_folder.Combine("checkpoints")));

        // There is nothing left to do.
        CommandRun second = await CommandRun.Of(train);
        Assert.Equal((CommandLine.Success, ""), (second.Code, second.Error));
        Assert.DoesNotContain("Epoch 1/30: ", second.Output, StringComparison.Ordinal);
        Assert.Equal(Last(first), Last(second));

        static string Last(CommandRun run) => run.Output[run.Output.IndexOf("Stopped after", StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task AFileThatIsNoPictureIsNamed()
    {
        new PictureSet(Size: 16, TrainPerClass: 1, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        string broken = _folder.Combine("train", "star", "broken.png");
        File.WriteAllText(broken, "no picture");
        CommandRun train = await CommandRun.Of("train", _folder.Path, "--size", "16", "--grayscale", "--epochs", "1", "--model", _folder.Combine("model.zip"));
        Assert.Equal(CommandLine.Failure, train.Code);
        Assert.StartsWith("error: ", train.Error, StringComparison.Ordinal);
        Assert.Contains(broken, train.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("model.zip")));
    }

    [Fact]
    public async Task ClassesThatTheModelDoesNotKnowAreLeftOutAndNamed()
    {
        new PictureSet(Size: 16, TrainPerClass: 2, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        string model = _folder.Combine("model.zip");
        Directory.Delete(_folder.Combine("train", "star"), recursive: true);
        CommandRun train = await CommandRun.Of("train", _folder.Path, "--epochs", "1", "--model", model);
        Assert.Equal((CommandLine.Success, ""), (train.Code, train.Error));
        Assert.Contains("11 test pictures: ", train.Output, StringComparison.Ordinal);
        Assert.Contains("Left out, because the model was not trained on these classes: star", train.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedModelIsRefused()
    {
        _folder.Touch("picture.png");
        File.WriteAllText(_folder.Combine("model.zip"), "no model");
        CommandRun predict = await CommandRun.Of("predict", _folder.Combine("picture.png"), "--model", _folder.Combine("model.zip"));
        Assert.Equal(CommandLine.Failure, predict.Code);
        Assert.StartsWith("error: ", predict.Error, StringComparison.Ordinal);
    }
}
