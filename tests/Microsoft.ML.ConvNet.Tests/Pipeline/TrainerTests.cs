using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Whole pipelines: the trainer, the engine below it and ML.NET around it.</summary>
public sealed class TrainerTests
{
    private readonly MLContext _mlContext = new(1);
    private readonly List<string> _log = [];

    public TrainerTests() => _mlContext.Log += (_, message) =>
    {
        if (message.Source.StartsWith("ConvNetTrainer", StringComparison.Ordinal)) lock (_log) _log.Add($"{message.Kind}: {message.RawMessage}");
    };

    [Fact]
    public void TrainsEvaluatesAndPredicts()
    {
        var model = Fit(Stripes.Options(), 300);
        var metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(Data(150, 2)), topKPredictionCount: 2);
        Assert.InRange(metrics.MicroAccuracy, 0.97, 1);
        Assert.InRange(metrics.LogLoss, 0, 0.2);
        Assert.InRange(metrics.TopKAccuracy, 0.99, 1);

        var pictures = Stripes.Draw(20, 3);
        using var engine = _mlContext.Model.CreatePredictionEngine<Stripes.Picture, Stripes.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var batch = _mlContext.Data.CreateEnumerable<Stripes.Prediction>(model.Transform(_mlContext.Data.LoadFromEnumerable(pictures)), reuseRowObject: false).ToArray();
        for (int i = 0; i < pictures.Length; i++)
        {
            var prediction = engine.Predict(pictures[i]);
            Assert.Equal(batch[i].PredictedKind, prediction.PredictedKind);
            Assert.Equal(1, prediction.Score.Sum(), 1e-5);
            for (int k = 0; k < 3; k++) Assert.Equal(batch[i].Score[k], prediction.Score[k], 1e-5);
        }
    }

    [Fact]
    public void LogsDataPixelsNetworkAndEveryEpoch()
    {
        var pictures = Stripes.Draw(90, 1);
        pictures[3].Kind = "";
        pictures[7].Kind = "";
        var options = Stripes.Options(epoch: 2);
        options.ValidationSet = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(Data(90, 1)).Transform(Data(30, 2));
        Stripes.Pipeline(_mlContext, options).Fit(_mlContext.Data.LoadFromEnumerable(pictures));
        Assert.Contains(_log, line => line.StartsWith("Info: Training data: 88 images of 1x8x8 (channels x height x width) in 3 classes", StringComparison.Ordinal));
        Assert.Contains("Info: Training data: 2 of 90 rows were skipped because their label is missing", _log);
        Assert.Contains(_log, line => line.StartsWith("Info: Validation data: 30 images", StringComparison.Ordinal));
        Assert.Contains(_log, line => line.StartsWith("Info: Pixels are standardised by channel: mean ", StringComparison.Ordinal));
        Assert.Contains(_log, line => line.StartsWith("Info: Network: small, 1x8x8 -> 3x1x1", StringComparison.Ordinal));
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            Assert.Matches(
                $"^Info: Epoch {epoch}/2: loss [0-9.]+, accuracy [0-9.]+ ?%, validation loss [0-9.]+, validation accuracy [0-9.]+ ?%, learning rate [-0-9.E]+, [0-9]+ images/s, [0-9.]+ s elapsed, [0-9.]+ s left$",
                _log.Single(line => line.StartsWith($"Info: Epoch {epoch}/", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void LogsAlikeInEveryCulture()
    {
        var previous = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = commas;
        try
        {
            Fit(Stripes.Options(epoch: 1), 60);
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }

        Assert.Matches("channel: mean [0-9]+[.][0-9]+, deviation [0-9]+[.][0-9]+;", _log.Single(line => line.Contains("standardised", StringComparison.Ordinal)));
        Assert.DoesNotContain(_log, line => Regex.IsMatch(line, "[0-9],[0-9]"));
    }

    [Fact]
    public void CallbacksTellEpochsAndBatches()
    {
        var metrics = new List<ConvNetMetrics>();
        var progress = new List<ConvNetProgress>();
        var options = Stripes.Options(epoch: 3);
        options.ValidationSetFraction = 0.25f;
        options.MetricsCallback = metrics.Add;
        options.ProgressCallback = progress.Add;
        Fit(options, 100);
        Assert.Equal([1, 1, 2, 2, 3, 3], metrics.Select(each => each.Epoch));
        Assert.Equal([ConvNetMetrics.Dataset.Train, ConvNetMetrics.Dataset.Validation], metrics.Take(2).Select(each => each.DatasetUsed));
        Assert.All(metrics, each => Assert.Equal(3, each.EpochCount));
        Assert.All(metrics, each => Assert.InRange(each.Accuracy, 0, 1));
        Assert.True(metrics[4].CrossEntropy < metrics[0].CrossEntropy);
        Assert.Contains("Epoch 3/3, Validation: Accuracy ", metrics[5].ToString());

        long rows = progress[0].RowCount;
        Assert.InRange(rows, 60, 90);
        int batches = (int)((rows + 15) / 16);
        Assert.Equal(3 * batches, progress.Count);
        Assert.Equal(3 * batches, metrics[5].BatchProcessedCount);
        Assert.Equal(rows, progress[^1].RowsDone);
        Assert.Equal(TimeSpan.Zero, progress[^1].Remaining);
        Assert.Equal([1, 2, 3], progress.Select(each => each.Epoch).Distinct());
    }

    [Fact]
    public void TheSeedOfTheContextOrOfTheOptionsDecides()
    {
        float[] Scores(int contextSeed, int? seed, int threads = 2)
        {
            var mlContext = new MLContext(contextSeed);
            var options = Stripes.Options(epoch: 1);
            options.Seed = seed;
            options.NumberOfThreads = threads;
            var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(60, 1));
            return [.. Stripes.Pipeline(mlContext, options).Fit(data).Transform(data).GetColumn<float[]>("Score").SelectMany(score => score)];
        }

        var scores = Scores(1, null);
        Assert.Equal(scores, Scores(1, null));
        Assert.NotEqual(scores, Scores(2, null));
        Assert.Equal(Scores(1, 9), Scores(2, 9, threads: 1));
        Assert.NotEqual(Scores(1, 9), Scores(1, 10));
    }

    [Fact]
    public void TheTokenStopsBeforeTheNextBatch()
    {
        using var source = new CancellationTokenSource();
        int batches = 0;
        var options = Stripes.Options(epoch: 50);
        options.CancellationToken = source.Token;
        options.ProgressCallback = _ =>
        {
            if (++batches == 3) source.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => Fit(options, 100));
        Assert.Equal(3, batches);
    }

    [Fact]
    public void TheTokenStopsTheReadingOfTheData()
    {
        using var source = new CancellationTokenSource();
        var images = TestColumn.Images(row =>
        {
            if (row == 4) source.Cancel();
            return row;
        });
        var view = new TestView(100, images, TestColumn.Label());
        var options = new ConvNetTrainer.Options { CancellationToken = source.Token, Epoch = 1 };
        Assert.Throws<OperationCanceledException>(() => _mlContext.MulticlassClassification.Trainers.ConvNet(options).Fit(view));
        Assert.Equal(5, view.RowsRead);
    }

    [Fact]
    public void ALearningRateIsFoundBeforeTraining()
    {
        var trainer = _mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options { Architecture = ConvNetArchitecture.Pattern(1, 1, 1), BatchSize = 16, Seed = 1 });
        var view = new TestView(48, TestColumn.Images(), TestColumn.Label());
        var curve = trainer.FindLearningRate(view, lowestRate: 1e-5, highestRate: 0.1, steps: 20);
        Assert.InRange(curve.Points.Count, 3, 20);
        Assert.Equal(1e-5, curve.Points[0].LearningRate, 1e-12);
        Assert.Equal(curve.Points, trainer.FindLearningRate(view, lowestRate: 1e-5, highestRate: 0.1, steps: 20).Points);
        Assert.Contains("lowestRate", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.FindLearningRate(view, 0.1, 0.1)).Message);
        Assert.Contains("steps", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.FindLearningRate(view, steps: 9)).Message);
    }

    [Fact]
    public void GradientsLossAndGroupsAreOptions()
    {
        var view = new TestView(32, TestColumn.Images(), TestColumn.Label());
        Weights Train(ConvNetTrainer.Options options)
        {
            options.Architecture = ConvNetArchitecture.Pattern(1, 1, 1);
            (options.Epoch, options.Seed) = (1, 1);
            return _mlContext.MulticlassClassification.Trainers.ConvNet(options).Fit(view).Model.Weights;
        }

        var usual = Train(new());
        var initial = ConvNetArchitecture.Pattern(1, 1, 1).Build(new ImageShape(1, 4, 4), TestModels.ClassCount).InitializeWeights(1);
        var frozen = Train(new() { ParameterGroups = [ParameterGroup.Frozen("conv*")] });
        Assert.NotEqual(initial["conv1.weight"].Values, usual["conv1.weight"].Values);
        Assert.Equal(initial["conv1.weight"].Values, frozen["conv1.weight"].Values);
        Assert.NotEqual(initial["fc1.weight"].Values, frozen["fc1.weight"].Values);
        foreach (var options in new ConvNetTrainer.Options[]
        {
            new() { Loss = Loss.Focal() }, new() { Loss = Loss.MulticlassHinge() }, new() { Loss = Loss.CrossEntropy(0.1) }, new() { L1Regularization = 0.1f }, new() { L2Regularization = 0.1f },
            new() { GradientClipNorm = 0.01f, Optimizer = new Sgd() }, new() { GradientClipValue = 1e-4f, Optimizer = new Sgd() },
        }) Assert.NotEqual(usual["fc1.weight"].Values, Train(options)["fc1.weight"].Values);

        Assert.Contains("Loss", Assert.Throws<ArgumentOutOfRangeException>(() => Train(new() { Loss = Loss.MeanSquaredError })).Message);
        Assert.Contains("L1Regularization", Assert.Throws<ArgumentOutOfRangeException>(() => Train(new() { L1Regularization = -1 })).Message);
        Assert.Contains("GradientClipNorm", Assert.Throws<ArgumentOutOfRangeException>(() => Train(new() { GradientClipNorm = 0 })).Message);
        Assert.Contains("GradientClipValue", Assert.Throws<ArgumentOutOfRangeException>(() => Train(new() { GradientClipValue = float.NaN })).Message);
        Assert.Contains("'convolution.*'", Assert.Throws<ArgumentException>(() => Train(new() { ParameterGroups = [new("convolution.*")] })).Message);
    }

    [Fact]
    public void BalancedClassesAreThoseOfTheirWeights()
    {
        // Six rows of class 1, two of class 2, none of class 3.
        var view = new TestView(8, TestColumn.Images(), TestColumn.Of("Label", new KeyDataViewType(typeof(uint), 3), row => row % 4 == 3 ? 2u : 1u));
        float[] Train(ConvNetTrainer.Options options)
        {
            options.Architecture = ConvNetArchitecture.Pattern(1, 1, 1);
            (options.Epoch, options.Seed) = (2, 1);
            return _mlContext.MulticlassClassification.Trainers.ConvNet(options).Fit(view).Model.Weights["fc1.weight"].Values;
        }

        float[] weights = [8 / (2 * 6f), 8 / (2 * 2f), 1];
        Assert.Equal(Train(new() { Loss = Loss.CrossEntropy(0.1, weights) }), Train(new() { Loss = Loss.CrossEntropy(0.1), BalanceClasses = true }));
        Assert.Equal(Train(new() { Loss = Loss.Focal(2, weights) }), Train(new() { Loss = Loss.Focal(), BalanceClasses = true }));
        Assert.NotEqual(Train(new()), Train(new() { BalanceClasses = true }));
        Assert.Contains("BalanceClasses", Assert.Throws<ArgumentOutOfRangeException>(() => Train(new() { Loss = Loss.MulticlassHinge(), BalanceClasses = true })).Message);
        Assert.Contains("BalanceClasses", Assert.Throws<ArgumentOutOfRangeException>(() => Train(new() { Loss = Loss.CrossEntropy(0, weights), BalanceClasses = true })).Message);
    }

    [Fact]
    public void TheTimeOfReadingIsNotTrainingTime()
    {
        var images = TestColumn.Images(row =>
        {
            Thread.Sleep(25);
            return row;
        });
        ConvNetProgress last = default;
        var options = new ConvNetTrainer.Options { Architecture = ConvNetArchitecture.Small, Epoch = 1, ProgressCallback = progress => last = progress };
        long start = Stopwatch.GetTimestamp();
        _mlContext.MulticlassClassification.Trainers.ConvNet(options).Fit(new TestView(40, images, TestColumn.Label()));

        // However slow the machine is, the 40 rows took a second of the whole before training began.
        double whole = Stopwatch.GetElapsedTime(start).TotalSeconds, training = last.RowCount / last.ImagesPerSecond;
        Assert.True(training < whole - 0.9, $"{training} s of {whole} s are said to be training, but reading took one");
    }

    [Fact]
    public void MLNetsOwnCancellationStopsBeforeTheNextBatch()
    {
        int batches = 0;
        var options = Stripes.Options(epoch: 50);
        options.ProgressCallback = _ =>
        {
            if (++batches == 2) MlNetInterop.Cancel(_mlContext);
        };
        Assert.Throws<OperationCanceledException>(() => Fit(options, 100));
        Assert.Equal(2, batches);
    }

    [Fact]
    public void ARunThatDivergesAtOnceThrowsAndSaysWhen()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Fit(Diverging(new ConstantRate(1e30)), 100));
        Assert.Matches("^Training stopped in epoch 1 of 4: the loss became .* at learning rate 1E\\+30. No epoch was completed", exception.Message);
    }

    [Fact]
    public void ARunThatDivergesLaterKeepsTheLastGoodWeightsAndSaysWhen()
    {
        var model = Fit(Diverging(new LateExplosion()), 100);
        Assert.Matches(
            "^Warning: Training stopped in epoch 3 of 4: the loss became .* at learning rate 1E\\+30. The weights of epoch 2 are kept.",
            _log.Single(line => line.StartsWith("Warning", StringComparison.Ordinal)));
        Assert.InRange(_mlContext.MulticlassClassification.Evaluate(model.Transform(Data(100, 2))).MicroAccuracy, 0.9, 1);
    }

    private static ConvNetTrainer.Options Diverging(LearningRateSchedule schedule)
    {
        var options = Stripes.Options();
        options.BatchSize = 10;
        options.Architecture = ConvNetArchitecture.Custom("no-norm", (shape, classes) => new NetworkBuilder(shape).Convolution(8, 3).ReLU().Flatten().Dense(32).ReLU().Dense(classes).Build());
        options.Optimizer = new Sgd();
        options.LearningRateSchedule = schedule;
        return options;
    }

    private sealed record LateExplosion : LearningRateSchedule
    {
        public override double Rate(ScheduleStep step) => step.Step < step.StepCount / 2 ? 0.02 : 1e30;
    }

    [Fact]
    public void StandardisationCanBeTurnedOffAndWarnsOfUnscaledPixels()
    {
        var options = Stripes.Options(epoch: 1);
        options.Standardize = false;
        var model = (ConvNetTransformer)((IEnumerable<ITransformer>)Fit(options, 60)).ElementAt(1);
        Assert.Equal([0f], model.Model.ChannelMeans);
        Assert.Equal([1f], model.Model.ChannelDeviations);
        Assert.Contains(_log, line => line.StartsWith("Warning: The pixels look unscaled", StringComparison.Ordinal));
    }

    [Fact]
    public void ExampleWeightsCount()
    {
        // All pictures twice, once with a wrong label and hardly any weight.
        var pictures = Stripes.Draw(200, 1);
        var wrong = Stripes.Draw(200, 1);
        foreach (var picture in wrong) (picture.Kind, picture.Weight) = (picture.Kind == "lying" ? "standing" : "lying", 1e-4f);
        var options = Stripes.Options();
        options.ExampleWeightColumnName = nameof(Stripes.Picture.Weight);
        var model = Stripes.Pipeline(_mlContext, options).Fit(_mlContext.Data.LoadFromEnumerable(pictures.Concat(wrong).ToArray()));
        Assert.InRange(_mlContext.MulticlassClassification.Evaluate(model.Transform(Data(100, 2))).MicroAccuracy, 0.9, 1);
    }

    [Fact]
    public void CrossValidationAndSeveralTrainersWork()
    {
        // The keys are made once, before the split: else the folds could disagree on the classes.
        var data = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(Data(240, 1)).Transform(Data(240, 1));
        var results = _mlContext.MulticlassClassification.CrossValidate(data, _mlContext.MulticlassClassification.Trainers.ConvNet(Stripes.Options()), numberOfFolds: 3);
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.InRange(result.Metrics.MicroAccuracy, 0.9, 1));
        var models = new ITransformer[3];
        Parallel.For(0, models.Length, i => models[i] = _mlContext.MulticlassClassification.Trainers.ConvNet(Stripes.Options(epoch: 1)).Fit(data));
        var scores = models.Select(model => model.Transform(data).GetColumn<float[]>("Score").SelectMany(score => score).ToArray()).ToArray();
        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(scores[0], scores[2]);
    }

    [Fact]
    public void ABadValidationSetIsNamed()
    {
        var mapped = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(Data(60, 1)).Transform(Data(60, 1));
        var trainer = _mlContext.MulticlassClassification.Trainers.ConvNet(Stripes.Options(epoch: 1));
        const string problem = "Validation set: Could not find label column 'Label' (Parameter 'inputSchema')";
        Assert.Equal(problem, Assert.Throws<ArgumentOutOfRangeException>("inputSchema", () => trainer.Fit(mapped, Data(10, 1))).Message);
        var model = trainer.Fit(mapped, mapped);
        Assert.Contains(_log, line => line.Contains("validation accuracy", StringComparison.Ordinal));
        Assert.Equal(nameof(Stripes.Picture.Pixels), model.FeatureColumnName);
        Assert.Equal(["lying", "slanting", "standing"], model.Model.ClassNames!.Order());
    }

    private IDataView Data(int count, int seed) => _mlContext.Data.LoadFromEnumerable(Stripes.Draw(count, seed));

    private ITransformer Fit(ConvNetTrainer.Options options, int count) => Stripes.Pipeline(_mlContext, options).Fit(Data(count, 1));
}
