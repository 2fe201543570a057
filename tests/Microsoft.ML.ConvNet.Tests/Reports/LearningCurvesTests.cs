using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Tests.Reports;

public sealed class LearningCurvesTests : IDisposable
{
    private static readonly double[] Losses = [1.75, 1, 0.5, 0.25];
    private static readonly double[] ValidationLosses = [1.5, 0.75, 0.55, 0.6];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void PointsStandAtTheirValues()
    {
        var loss = Panel(Draw(new LearningCurves(("", History()))), "loss");
        AssertLine(Line(loss, "training"), loss, Losses);
        AssertLine(Line(loss, "validation"), loss, ValidationLosses);

        var rate = Panel(Draw(new LearningCurves(("", History()))), "learning-rate");
        AssertLine(Line(rate, "rate"), rate, [0.004, 0.003, 0.002, 0.001]);
    }

    [Fact]
    public void TheRingIsAtTheModelsEpoch()
    {
        var loss = Panel(Draw(new LearningCurves(("", History() with { ModelEpoch = 3 }))), "loss");
        var ring = Assert.Single(loss.OfClass("ring"));
        Assert.Equal((3, 0.55), (loss.ValueAcross(ring.Number("cx")), Math.Round(loss.ValueAt(ring.Number("cy")), 2)));
    }

    [Fact]
    public void LossesOfDifferentMagnitudesStandOnALogarithmicAxis()
    {
        var history = History(losses: [1.75, 0.3, 0.02, 0.003]);
        var loss = Panel(Draw(new LearningCurves(("", history))), "loss");
        Assert.Contains("Loss (logarithmic)", loss.Texts());
        AssertLine(Line(loss, "training"), loss, [1.75, 0.3, 0.02, 0.003], isLogarithmic: true);

        Assert.Contains("Loss", Panel(Draw(new LearningCurves(("", history)) { LogarithmicLoss = false }), "loss").Texts());
        Assert.Contains("Loss (logarithmic)", Panel(Draw(new LearningCurves(("", History())) { LogarithmicLoss = true }), "loss").Texts());

        // Zero has no logarithm.
        Assert.Contains("Loss", Panel(Draw(new LearningCurves(("", History(losses: [1, 0.5, 0.01, 0]))) { LogarithmicLoss = true }), "loss").Texts());
    }

    [Fact]
    public void AValueThatIsNoNumberIsAGap()
    {
        var loss = Panel(Draw(new LearningCurves(("", History(losses: [1.75, 1, double.NaN, 0.5, double.PositiveInfinity, 0.25])))), "loss");
        var training = Assert.Single(loss.OfClass("training"));
        Assert.Equal([1.75, 1], Assert.Single(training.Elements(), IsLine).Points().Select(point => Math.Round(loss.ValueAt(point.Y), 2)));
        Assert.Equal(2, training.OfClass("mark").Length);
    }

    [Fact]
    public void FirstEpochsMayComeFromBelowTheAxisOfTheAccuracy()
    {
        double[] losses = [1, 1, 1, 1, 1, 1];
        var history = History(losses, accuracies: [0.1, 0.5, 0.9, 0.96, 0.98, 0.97]);
        var accuracy = Panel(Draw(new LearningCurves(("", history))), "accuracy");
        var points = Line(accuracy, "training").Points();
        double bottom = accuracy.OfClass("labels-y").Single().Elements().Max(label => label.Number("y")) - 4;
        Assert.Equal(bottom, points[0].Y, 0.02);
        Assert.True(points.Skip(1).All(point => point.Y < bottom));

        // Where the line enters is on the way from one epoch to the next.
        double share = accuracy.ValueAcross(points[0].X) - 3;
        Assert.Equal(accuracy.ValueAt(bottom), 90 + share * (96 - 90), 0.1);
        Assert.Equal([96, 98, 97], points.Skip(1).Select(point => Math.Round(accuracy.ValueAt(point.Y))));
    }

    [Fact]
    public void WithoutValidationOneSolidLineIsDrawn()
    {
        var picture = Draw(new LearningCurves(("", History(validationLosses: []))));
        Assert.Empty(picture.OfClass("validation"));
        Assert.All(picture.OfClass("training"), line => Assert.Null(line.Attribute("stroke-dasharray")));
        Assert.DoesNotContain("validation", picture.Texts());
    }

    [Fact]
    public void RegressionHasNoAccuracy()
    {
        var picture = Draw(new LearningCurves(("", History(accuracies: [double.NaN, double.NaN, double.NaN, double.NaN]))));
        Assert.Equal(["panel loss", "panel learning-rate"], picture.OfClass("panel").Select(panel => panel.Attribute("class")!.Value));
    }

    [Fact]
    public void ASingleEpochIsDrawn()
    {
        var loss = Panel(Draw(new LearningCurves(("", History(losses: [0.5], validationLosses: [0.6])))), "loss");
        Assert.Equal(2, loss.OfClass("mark").Length);
    }

    [Fact]
    public void NamesAreTextWhateverIsInThem()
    {
        const string name = "<script>alert(1)</script> & \"q\" \u0001\ud800", title = "a < b & c";
        string text = new LearningCurves((name, History()), ("other", History())) { Title = title }.ToSvg();
        var picture = XElement.Parse(text);
        Assert.DoesNotContain(picture.Descendants(), element => element.Name.LocalName == "script");
        Assert.Contains("<script>alert(1)</script> & \"q\" \ufffd\ufffd", picture.OfClass("legend").Single().Texts());
        Assert.Equal(title, picture.OfClass("title").Single().Value);
    }

    [Fact]
    public void EachOfSevenRunsHasAColorAndTheEighthAMark()
    {
        var picture = Draw(new LearningCurves([.. Enumerable.Range(1, 8).Select(i => ($"run {i}", History()))]));
        var lines = Panel(picture, "loss").OfClass("validation");
        Assert.Equal(8, lines.Length);
        Assert.Equal(7, lines.Take(7).Select(line => line.Attribute("stroke")!.Value).Distinct().Count());
        Assert.All(lines.Take(7), line => Assert.Empty(line.OfClass("mark")));
        Assert.NotEmpty(lines[7].OfClass("mark"));
        Assert.All(Enumerable.Range(1, 8), i => Assert.Contains($"run {i}", picture.OfClass("legend").Single().Texts()));
    }

    [Fact]
    public void TheLegendTellsTheOutcome() => Assert.Contains(
        "epoch 2 of 4: loss 0.7500, accuracy 70.00 %", Draw(new LearningCurves(("", History() with { ModelEpoch = 2 }))).OfClass("legend").Single().Texts());

    [Fact]
    public void AllIsWithinThePicture()
    {
        var picture = Draw(new LearningCurves([.. Enumerable.Range(1, 12).Select(i => (new string('W', 100), History()))]));
        double width = picture.Number("width"), height = picture.Number("height");
        Assert.Equal(800, width);
        Assert.All(picture.Descendants().Where(element => element.Name.LocalName == "text"), text => Assert.True(text.Number("x") < width && text.Number("y") < height));
    }

    [Fact]
    public void TheFileIsWrittenWholeOrNotAtAll()
    {
        string path = Path.Combine(_directory.FullName, "curves.svg");
        History().WriteLearningCurves(path, "Title");
        Assert.Equal(new LearningCurves(("", History())) { Title = "Title" }.ToSvg(), File.ReadAllText(path));
        Assert.Equal(["curves.svg"], _directory.EnumerateFiles().Select(file => file.Name));
        Assert.ThrowsAny<IOException>(() => History().WriteLearningCurves(Path.Combine(_directory.FullName, "none", "curves.svg")));
    }

    [Fact]
    public void AHistoryWithoutEpochsIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new LearningCurves(("plain", History(losses: []))));
        Assert.Contains("plain", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LearningCurves());
        Assert.Throws<ArgumentException>(() => new LearningCurves(("plain", History()), ("", History())));
    }

    private static TrainingHistory History(double[]? losses = null, double[]? validationLosses = null, double[]? accuracies = null)
    {
        losses ??= Losses;
        validationLosses ??= losses.Length == Losses.Length ? ValidationLosses : [];
        bool hasAccuracy = accuracies is null || !double.IsNaN(accuracies[0]);
        return new TrainingHistory(
            [.. losses.Select((loss, i) => new EpochMetrics
            {
                Epoch = i + 1,
                Step = 10 * (i + 1),
                LearningRate = 0.001 * (4 - i),
                Loss = loss,
                Accuracy = accuracies?[i] ?? 0.5 + 0.1 * i,
                ValidationLoss = validationLosses.Length > 0 ? validationLosses[i] : null,
                ValidationAccuracy = validationLosses.Length == 0 ? null : hasAccuracy ? 0.6 + 0.1 * i : double.NaN,
                ImagesPerSecond = 1000,
                Elapsed = TimeSpan.FromSeconds(i + 1),
            })],
            losses.Length,
            TrainingEnd.Completed);
    }

    private static XElement Draw(LearningCurves curves) => XElement.Parse(curves.ToSvg());

    private static XElement Panel(XElement picture, string kind) => Assert.Single(picture.OfClass("panel"), panel => panel.Attribute("class")!.Value == $"panel {kind}");

    private static XElement Line(XElement panel, string kind) => Assert.Single(Assert.Single(panel.OfClass(kind)).Elements(), IsLine);

    private static bool IsLine(XElement element) => element.Name.LocalName == "polyline";

    // A hundredth of a pixel is what positions are rounded to.
    private static void AssertLine(XElement line, XElement panel, double[] values, bool isLogarithmic = false)
    {
        var points = line.Points();
        Assert.Equal(values.Length, points.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(i + 1, panel.ValueAcross(points[i].X), 0.001);
            Assert.Equal(1, panel.ValueAt(points[i].Y, isLogarithmic) / values[i], 0.001);
        }
    }
}
