using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Yes or no: the binary trainer and its models, with ML.NET around them.</summary>
public sealed class BinaryTrainerTests
{
    private const string SetId = "ScoreColumnSetId: Key<UInt32, 0-2147483646>";

    private readonly MLContext _mlContext = new(1);

    /// <summary>A picture, and whether its stripe is standing.</summary>
    public sealed class Picture
    {
        public bool Label;

        [VectorType(Stripes.Size * Stripes.Size)]
        public float[] Pixels = [];

        public float Weight = 1;
    }

    public sealed class Prediction
    {
        public bool PredictedLabel;
        public float Score;
        public float Probability;
    }

    [Fact]
    public void TrainsEvaluatesAndPredicts()
    {
        var model = Fit(Options());
        Assert.Equal(ConvNetTask.BinaryClassification, model.Model.Task);
        Assert.Equal((2, new ImageShape(1, 1, 1)), (model.Model.ClassCount, model.Model.Network.OutputShape));
        var metrics = _mlContext.BinaryClassification.Evaluate(model.Transform(Data(120, 2)));
        Assert.InRange(metrics.Accuracy, 0.97, 1);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.99, 1);
        Assert.InRange(metrics.LogLoss, 0, 0.3);

        var pictures = Draw(20, 3);
        using var engine = _mlContext.Model.CreatePredictionEngine<Picture, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var batch = _mlContext.Data.CreateEnumerable<Prediction>(model.Transform(_mlContext.Data.LoadFromEnumerable(pictures)), reuseRowObject: false).ToArray();
        for (int i = 0; i < pictures.Length; i++)
        {
            var prediction = engine.Predict(pictures[i]);
            Assert.Equal(batch[i].PredictedLabel, prediction.PredictedLabel);
            Assert.Equal(prediction.Score > 0, prediction.PredictedLabel);
            Assert.Equal(batch[i].Score, prediction.Score, 1e-4);
            Assert.Equal(1 / (1 + Math.Exp(-prediction.Score)), prediction.Probability, 1e-6);
        }
    }

    [Fact]
    public void HistoryAndCallbacksHaveCrossEntropyAndAccuracyByTheSign()
    {
        var options = Options();
        options.ValidationSet = Data(60, 2);
        options.EarlyStoppingCriteria = new EarlyStopping { Metric = EarlyStoppingMetric.Accuracy, Patience = 3 };
        var model = Fit(options);
        var best = model.TrainingHistory!.Epochs[model.TrainingHistory.ModelEpoch - 1];
        var metrics = _mlContext.BinaryClassification.Evaluate(model.Transform(options.ValidationSet));
        Assert.Equal(metrics.Accuracy, best.ValidationAccuracy!.Value, 1e-9);

        // ML.NET's is in bits.
        Assert.Equal(metrics.LogLoss * Math.Log(2), best.ValidationLoss!.Value, 1e-5);
        Assert.InRange(model.TrainingHistory.Epochs[^1].Accuracy, 0.9, 1);
    }

    [Fact]
    public void TheHingeLossLearnsToo()
    {
        var options = Options();
        options.Loss = Loss.Hinge();
        Assert.InRange(_mlContext.BinaryClassification.Evaluate(Fit(options).Transform(Data(120, 2))).Accuracy, 0.95, 1);
    }

    [Fact]
    public void BalancedClassesAreAPositiveWeight()
    {
        int yes = Draw(240, 1).Count(picture => picture.Label);
        var (balanced, weighted) = (Options(epoch: 1), Options(epoch: 1));
        balanced.BalanceClasses = true;
        weighted.Loss = Loss.BinaryCrossEntropy((240.0 - yes) / yes);
        Assert.Equal(Scores(Fit(weighted)), Scores(Fit(balanced)));
        weighted.BalanceClasses = true;
        Assert.Throws<ArgumentOutOfRangeException>("BalanceClasses", () => Fit(weighted));
    }

    [Fact]
    public void MixedImagesAreTrainedOnMixedTargets()
    {
        var options = Options(epoch: 8);
        options.Augmentation = Augmentations.MixUp();
        Assert.InRange(_mlContext.BinaryClassification.Evaluate(Fit(options).Transform(Data(120, 2))).Accuracy, 0.9, 1);
    }

    [Fact]
    public void CrossValidationWorks()
    {
        var results = _mlContext.BinaryClassification.CrossValidate(Data(240, 1), _mlContext.BinaryClassification.Trainers.ConvNet(Options()), numberOfFolds: 3);
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.InRange(result.Metrics.Accuracy, 0.9, 1));
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsWithAnyNumberOfThreads()
    {
        var options = Options(epoch: 1);
        var scores = Scores(Fit(options));
        options.NumberOfThreads = 1;
        Assert.Equal(scores, Scores(Fit(options)));
        options.Seed = 6;
        Assert.NotEqual(scores, Scores(Fit(options)));
    }

    [Fact]
    public void AModelFileKeepsTheTask()
    {
        var options = Options(epoch: 1);
        options.ProbabilityColumnName = "P";
        var model = Fit(options);
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, Data(1, 1).Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext(2).Model.Load(stream, out _);
        Assert.Equal(Scores(model), Scores(loaded));
        Assert.Equal(["Label", "Pixels", "Weight", "PredictedLabel", "Score", "P"], loaded.GetOutputSchema(Data(1, 1).Schema).Select(column => column.Name));
    }

    [Fact]
    public void ColumnsAreThoseOfMLNetsCalibratedTrainers()
    {
        var output = Fit(Options(epoch: 1)).GetOutputSchema(Data(1, 1).Schema);
        Assert.Equal(["PredictedLabel Boolean", "Score Single", "Probability Single"], output.Skip(3).Select(column => $"{column.Name} {column.Type}"));
        Assert.Equal(["ScoreColumnKind: String", "ScoreValueKind: String", SetId], Annotations(output["PredictedLabel"]));
        Assert.Equal(["ScoreColumnKind: String", SetId, "ScoreValueKind: String"], Annotations(output["Score"]));
        Assert.Equal(["ScoreColumnKind: String", SetId, "IsNormalized: Boolean", "ScoreValueKind: String"], Annotations(output["Probability"]));
        foreach (string name in new[] { "PredictedLabel", "Score", "Probability" })
        {
            Assert.Equal(name, Text(output[name], "ScoreValueKind"));
            Assert.Equal("BinaryClassification", Text(output[name], "ScoreColumnKind"));
        }

        bool isNormalized = false;
        output["Probability"].Annotations.GetValue("IsNormalized", ref isNormalized);
        Assert.True(isNormalized);
    }

    [Fact]
    public void TheTrainerPromisesTheColumns()
    {
        var shape = _mlContext.BinaryClassification.Trainers.ConvNet(Options()).GetOutputSchema(MlNetInterop.ShapeOf(Data(1, 1).Schema));
        const string common = "ScoreColumnSetId ScoreColumnKind ScoreValueKind";
        Assert.Equal(
            [$"Score Single {common}", $"Probability Single {common} IsNormalized", $"PredictedLabel Boolean {common}"],
            shape.Skip(3).Select(column => $"{column.Name} {column.ItemType} {string.Join(" ", column.Annotations.Select(annotation => annotation.Name))}"));
    }

    [Fact]
    public void NothingIsScoredForOtherColumns()
    {
        var counters = new ScoringCounters();
        var view = new TestView(9, TestColumn.Images(), TestColumn.Of("Label", BooleanDataViewType.Instance, row => row % 2 == 0));
        var scored = TestModels.Transformer(counters, settings => settings with { Task = ConvNetTask.BinaryClassification }).Transform(view);
        Assert.Equal(0, view.RowsRead);
        Assert.Equal(9, scored.GetColumn<bool>("Label").Count());
        Assert.Equal(0, counters.Rows);
        Assert.Equal(9, scored.GetColumn<float>("Probability").Count());
        Assert.Equal(9, counters.Rows);
    }

    [Fact]
    public void WrongLabelsAreNamed()
    {
        var images = TestColumn.Images();
        var trainer = _mlContext.BinaryClassification.Trainers.ConvNet();
        var keys = new TestView(5, images, TestColumn.Label(2));
        const string message = "Schema mismatch for label column 'Label': expected Boolean, got Key<UInt32> (Parameter 'labelCol')";
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>("labelCol", () => trainer.GetOutputSchema(MlNetInterop.ShapeOf(keys.Schema))).Message);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>("labelCol", () => trainer.Fit(keys)).Message);
        Assert.Equal(0, keys.RowsRead);

        var yes = new TestView(5, images, TestColumn.Of("Label", BooleanDataViewType.Instance, row => true));
        Assert.Equal(
            "Label column 'Label': all 5 usable rows have the same label (True); both True and False are needed.",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(yes)).Message);
    }

    [Fact]
    public void LossesAndNamesThatDoNotFitAreNamed()
    {
        Assert.Equal(
            "Loss must be binary cross-entropy or hinge, but is cross-entropy. (Parameter 'Loss')",
            Assert.Throws<ArgumentOutOfRangeException>("Loss", () => _mlContext.BinaryClassification.Trainers.ConvNet(new() { Loss = Loss.CrossEntropy() })).Message);
        Assert.Throws<ArgumentOutOfRangeException>("ProbabilityColumnName", () => _mlContext.BinaryClassification.Trainers.ConvNet(new() { ProbabilityColumnName = "Score" }));
        Assert.Throws<ArgumentOutOfRangeException>("ProbabilityColumnName", () => _mlContext.BinaryClassification.Trainers.ConvNet(new() { ProbabilityColumnName = "" }));
        Assert.Throws<ArgumentOutOfRangeException>("Loss", () => _mlContext.MulticlassClassification.Trainers.ConvNet(new() { Loss = Loss.Hinge() }));
    }

    [Fact]
    public void AModelOfAnotherTaskCannotGoOn()
    {
        var model = Fit(Options(epoch: 1));
        var trainer = _mlContext.BinaryClassification.Trainers.ConvNet(Options(epoch: 1));
        Assert.NotEqual(Scores(model), Scores(trainer.ContinueTraining(model).Fit(Data(80, 7))));
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(Data(80, 1)).Transform(Data(80, 1));
        var other = _mlContext.MulticlassClassification.Trainers.ConvNet(Stripes.Options()).ContinueTraining(model);
        Assert.Contains("one of BinaryClassification", Assert.Throws<ArgumentOutOfRangeException>(() => other.Fit(keys)).Message);
    }

    internal static Picture[] Draw(int count, int seed) =>
        [.. Stripes.Draw(count, seed).Select(picture => new Picture { Pixels = picture.Pixels, Label = picture.Kind == "standing" })];

    private static ConvNetBinaryTrainer.Options Options(int epoch = 5) => new()
    {
        FeatureColumnName = nameof(Picture.Pixels),
        ImageShape = Stripes.Shape,
        Architecture = ConvNetArchitecture.Small,
        Epoch = epoch,
        BatchSize = 16,
        LearningRate = 0.005f,
        Seed = 5,
        NumberOfThreads = 2,
    };

    private static IEnumerable<string> Annotations(DataViewSchema.Column column) => column.Annotations.Schema.Select(annotation => $"{annotation.Name}: {annotation.Type}");

    private static string Text(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(kind, ref value);
        return value.ToString();
    }

    private IDataView Data(int count, int seed) => _mlContext.Data.LoadFromEnumerable(Draw(count, seed));

    private ConvNetTransformer Fit(ConvNetBinaryTrainer.Options options) => _mlContext.BinaryClassification.Trainers.ConvNet(options).Fit(Data(240, 1));

    private float[] Scores(ITransformer model) => [.. model.Transform(Data(30, 9)).GetColumn<float>("Score")];
}
