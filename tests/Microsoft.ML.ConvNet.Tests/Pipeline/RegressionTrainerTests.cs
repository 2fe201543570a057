using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Numbers from pictures: where a bright stripe stands, in units far from 0 to 1.</summary>
public sealed class RegressionTrainerTests
{
    private const string SetId = "ScoreColumnSetId: Key<UInt32, 0-2147483646>";

    private readonly MLContext _mlContext = new(1);
    private readonly List<string> _log = [];

    public RegressionTrainerTests() => _mlContext.Log += (_, message) =>
    {
        if (message.Source.StartsWith("ConvNetRegressionTrainer", StringComparison.Ordinal)) lock (_log) _log.Add(message.RawMessage);
    };

    /// <summary>A picture with a bright spot, and where it is.</summary>
    public sealed class Picture
    {
        public float X;

        [VectorType(2)]
        public float[] Place = [];

        [VectorType(Stripes.Size * Stripes.Size)]
        public float[] Pixels = [];
    }

    public sealed class Prediction
    {
        public float Score;
    }

    [Fact]
    public void LearnsANumberInItsOwnUnits()
    {
        var options = Options();
        options.ValidationSet = Data(60, 2);
        var model = Fit(options);
        var metrics = _mlContext.Regression.Evaluate(model.Transform(options.ValidationSet), nameof(Picture.X));
        Assert.InRange(metrics.RSquared, 0.9, 1);
        Assert.InRange(model.Model.TargetMeans![0], 1000 + 100 * 2, 1000 + 100 * 5);

        // The loss is in squared deviations of the training labels.
        double deviation = model.Model.TargetDeviations![0];
        var last = model.TrainingHistory!.Epochs[^1];
        Assert.Equal(metrics.MeanSquaredError / (deviation * deviation), last.ValidationLoss!.Value, 1e-4);
        Assert.Equal((double.NaN, double.NaN), (last.Accuracy, last.ValidationAccuracy!.Value));
        Assert.Contains(_log, line => line.StartsWith("Labels are standardised: mean", StringComparison.Ordinal));
        Assert.DoesNotContain(_log, line => line.Contains("accuracy", StringComparison.Ordinal) || line.Contains("classes", StringComparison.Ordinal));

        var pictures = Draw(5, 3);
        using var engine = _mlContext.Model.CreatePredictionEngine<Picture, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var batch = model.Transform(_mlContext.Data.LoadFromEnumerable(pictures)).GetColumn<float>("Score").ToArray();
        for (int i = 0; i < pictures.Length; i++) Assert.Equal(batch[i], engine.Predict(pictures[i]).Score, 0.05);
    }

    [Fact]
    public void LearnsSeveralNumbersOfDifferentScales()
    {
        var options = Options();
        options.LabelColumnName = nameof(Picture.Place);
        var model = Fit(options);
        var scored = model.Transform(Data(80, 2));
        Assert.Equal("Vector<Single, 2>", $"{scored.Schema["Score"].Type}");
        var (truth, scores) = (scored.GetColumn<float[]>("Place").ToArray(), scored.GetColumn<float[]>("Score").ToArray());
        for (int k = 0; k < 2; k++)
        {
            double mean = truth.Average(row => row[k]), total = truth.Sum(row => Math.Pow(row[k] - mean, 2));
            Assert.InRange(truth.Zip(scores).Sum(pair => Math.Pow(pair.First[k] - pair.Second[k], 2)) / total, 0, 0.15);
        }

        Assert.True(model.Model.TargetDeviations![0] > 1000 * model.Model.TargetDeviations[1]);
    }

    [Fact]
    public void AModelFileKeepsTaskAndUnits()
    {
        var model = Fit(Options(epoch: 1));
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, null, stream);
        stream.Position = 0;
        var loaded = (ConvNetTransformer)new MLContext(2).Model.Load(stream, out _);
        Assert.Equal(Scores(model), Scores(loaded));
        Assert.Equal(ConvNetTask.Regression, loaded.Model.Task);
        Assert.Equal(model.TrainingHistory!.Epochs.AsEnumerable(), loaded.TrainingHistory!.Epochs);
    }

    [Fact]
    public void RowsThatAreReadAgainKeepTheirLabels()
    {
        // The same rows, in memory and streamed in the data's own order, with a part kept for validation.
        var options = Options(epoch: 2);
        options.Shuffle = false;
        options.ValidationSetFraction = 0.2f;
        var scores = Scores(Fit(options));
        options.CacheLimit = 0;
        Assert.Equal(scores, Scores(Fit(options)));
        Assert.Contains(_log, line => line.Contains("read again in every epoch", StringComparison.Ordinal));
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsWithAnyNumberOfThreads()
    {
        var options = Options(epoch: 1);
        var scores = Scores(Fit(options));
        options.NumberOfThreads = 1;
        Assert.Equal(scores, Scores(Fit(options)));
    }

    [Fact]
    public void MissingLabelsAreSkippedAndInfiniteOnesAreAnError()
    {
        var pictures = Draw(60, 1);
        for (int i = 0; i < 20; i++) pictures[3 * i].X = float.NaN;
        var without = Scores(Fit(Options(epoch: 1), pictures.Where(picture => !float.IsNaN(picture.X))));
        Assert.Equal(without, Scores(Fit(Options(epoch: 1), pictures)));
        Assert.Contains("Training data: 20 of 60 rows were skipped because their label is missing", _log);

        pictures[7].X = float.PositiveInfinity;
        Assert.Equal(
            "Label column 'X', row 8: the value Infinity is infinite; labels must be finite, or NaN where they are missing.",
            Assert.Throws<InvalidOperationException>(() => Fit(Options(epoch: 1), pictures)).Message);
    }

    [Fact]
    public void EqualLabelsArePredicted()
    {
        var pictures = Draw(120, 1);
        foreach (var picture in pictures) picture.X = 7;
        var model = Fit(Options(epoch: 5), pictures);
        Assert.Equal([7f], model.Model.TargetMeans);
        Assert.Equal([1f], model.Model.TargetDeviations);
        Assert.InRange(Scores(model).Average(), 6, 8);
    }

    [Fact]
    public void ColumnsAreThoseOfMLNetsRegressionTrainers()
    {
        var output = Fit(Options(epoch: 1)).GetOutputSchema(Data(1, 1).Schema);
        Assert.Equal(["Score Single"], output.Skip(3).Select(column => $"{column.Name} {column.Type}"));
        Assert.Equal([SetId, "ScoreColumnKind: String", "ScoreValueKind: String"], output["Score"].Annotations.Schema.Select(annotation => $"{annotation.Name}: {annotation.Type}"));
        ReadOnlyMemory<char> kind = default;
        output["Score"].Annotations.GetValue("ScoreColumnKind", ref kind);
        Assert.Equal("Regression", kind.ToString());

        var shape = _mlContext.Regression.Trainers.ConvNet(Options()).GetOutputSchema(MlNetInterop.ShapeOf(Data(1, 1).Schema));
        Assert.Equal(["Score Scalar Single"], shape.Skip(3).Select(column => $"{column.Name} {column.Kind} {column.ItemType}"));
        var options = Options();
        options.LabelColumnName = nameof(Picture.Place);
        shape = _mlContext.Regression.Trainers.ConvNet(options).GetOutputSchema(MlNetInterop.ShapeOf(Data(1, 1).Schema));
        Assert.Equal(["Score Vector Single"], shape.Skip(3).Select(column => $"{column.Name} {column.Kind} {column.ItemType}"));
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        var trainer = _mlContext.Regression.Trainers.ConvNet();
        var keys = new TestView(5, TestColumn.Images(), TestColumn.Label());
        const string message = "Schema mismatch for label column 'Label': expected Single, or a known-size vector of 2 or more Single, got Key<UInt32>";
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>("labelCol", () => trainer.Fit(keys)).Message);
        var one = new TestView(5, TestColumn.Images(), TestColumn.Of("Label", new VectorDataViewType(NumberDataViewType.Single, 1), row => new VBuffer<float>(1, [1f])));
        Assert.Throws<ArgumentOutOfRangeException>("labelCol", () => trainer.Fit(one));
        Assert.Equal((0, 0), (keys.RowsRead, one.RowsRead));
        Assert.Throws<ArgumentOutOfRangeException>("Loss", () => _mlContext.Regression.Trainers.ConvNet(new() { Loss = Loss.Hinge() }));
        Assert.Contains("regression has no accuracy", Assert.Throws<ArgumentOutOfRangeException>(
            "EarlyStoppingCriteria",
            () => _mlContext.Regression.Trainers.ConvNet(new() { EarlyStoppingCriteria = new EarlyStopping { Metric = EarlyStoppingMetric.Accuracy } })).Message);
    }

    [Fact]
    public void ContinuedTrainingKeepsTheUnitsOfTheModel()
    {
        var model = Fit(Options(epoch: 3));
        var pictures = Draw(40, 7);
        foreach (var picture in pictures) picture.X += 5000;
        var trainer = _mlContext.Regression.Trainers.ConvNet(Options(epoch: 1)).ContinueTraining(model);
        var next = trainer.Fit(_mlContext.Data.LoadFromEnumerable(pictures));
        Assert.Equal(model.Model.TargetMeans, next.Model.TargetMeans);
        Assert.Equal(model.Model.TargetDeviations, next.Model.TargetDeviations);
    }

    [Fact]
    public void CrossValidationWorks()
    {
        var data = _mlContext.Transforms.CopyColumns("Label", "X").Fit(Data(240, 1)).Transform(Data(240, 1));
        var options = Options(epoch: 8);
        options.LabelColumnName = "Label";
        var results = _mlContext.Regression.CrossValidate(data, _mlContext.Regression.Trainers.ConvNet(options), numberOfFolds: 2);
        Assert.All(results, result => Assert.InRange(result.Metrics.RSquared, 0.6, 1));
    }

    private static Picture[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int x = random.Next(Stripes.Size), y = random.Next(Stripes.Size);
            var pixels = new float[Stripes.Size * Stripes.Size];
            for (int i = 0; i < pixels.Length; i++) pixels[i] = random.Next(40) + (i % Stripes.Size == x ? 100 : 0) + (i / Stripes.Size == y ? 100 : 0);
            return new Picture { X = 1000 + 100 * x, Place = [1000 + 100 * x, 0.01f * y], Pixels = pixels };
        })];
    }

    private static ConvNetRegressionTrainer.Options Options(int epoch = 15) => new()
    {
        LabelColumnName = nameof(Picture.X),
        FeatureColumnName = nameof(Picture.Pixels),
        ImageShape = Stripes.Shape,
        Architecture = ConvNetArchitecture.Custom("tiny", (image, outputs) => new NetworkBuilder(image).Convolution(8, 3).ReLU().Flatten().Dense(32).ReLU().Dense(outputs).Build()),
        Epoch = epoch,
        BatchSize = 16,
        LearningRate = 0.005f,
        Seed = 5,
        NumberOfThreads = 2,
    };

    private IDataView Data(int count, int seed) => _mlContext.Data.LoadFromEnumerable(Draw(count, seed));

    private ConvNetTransformer Fit(ConvNetRegressionTrainer.Options options, IEnumerable<Picture>? pictures = null) =>
        _mlContext.Regression.Trainers.ConvNet(options).Fit(_mlContext.Data.LoadFromEnumerable((pictures ?? Draw(240, 1)).ToArray()));

    private float[] Scores(ITransformer model) => [.. model.Transform(Data(30, 9)).GetColumn<float>("Score")];
}
