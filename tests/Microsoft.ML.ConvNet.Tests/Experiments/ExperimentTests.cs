using System.Globalization;
using Microsoft.ML.ConvNet.Experiments;
using Microsoft.ML.ConvNet.Tests.Pipeline;
using Microsoft.ML.ConvNet.Tests.Reports;
using Microsoft.ML.Data;
using static Microsoft.ML.ConvNet.Tests.Experiments.StripesExperiment;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>Experiments as users run them.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void FindsAModelAndTellsOfEveryTrial()
    {
        var reports = new List<string>();
        var result = Execute(Settings(5), progress: new Handler(report => reports.Add($"{report.Run.Trial} {report.Run.State} {report.Run.Epochs}")));
        Assert.Equal(ConvNetExperimentEnd.AllModelsTried, result.End);
        Assert.Equal([1, 2, 3, 4, 5], result.RunDetails.Select(run => run.Trial));
        Assert.Equal(["1 Running 0", "1 Running 1", "1 Running 2", "1 Running 3", "1 Running 4", "1 Running 5", "1 Paused 5", "2 Running 0"], reports[..8]);
        Assert.Contains(result.RunDetails, run => run.State == ConvNetRunState.Paused && run.Epochs < run.MaximumEpochs);
        Assert.Contains(result.RunDetails, run => run.State == ConvNetRunState.Completed && run.Epochs == run.MaximumEpochs);
        Assert.All(result.RunDetails, run =>
        {
            Assert.Equal(run.Epochs, run.TrainingHistory!.Epochs.Length);
            Assert.NotNull(run.Metric);
            Assert.Null(run.FailureReason);
            Assert.StartsWith("ConvNet small_x0.", run.TrainerName, StringComparison.Ordinal);
            Assert.Equal(run.Options.LearningRate, run.Parameters["LearningRate"]);
            Assert.Equal(run.Metric, run.ValidationMetrics!.MicroAccuracy);
            Assert.Equal(run.LogLoss, run.ValidationMetrics.LogLoss);

            // A wider network costs more, and gets fewer epochs.
            if (run.TrainerName.EndsWith("x0.25", StringComparison.Ordinal)) Assert.Equal(10, run.MaximumEpochs);
            else Assert.InRange(run.MaximumEpochs, 2, 9);
        });
        Assert.Equal(0.005f, result.RunDetails[0].Parameters["LearningRate"]);
        Assert.Equal(result.RunDetails.MaxBy(run => (run.Metric, run.State == ConvNetRunState.Completed, -run.LogLoss, -run.Trial))!.Trial, result.BestRun.Trial);

        // The model takes the rows as they came, and does as well as was said.
        var mlContext = new MLContext(1);
        var scored = result.BestRun.Model!.Transform(result.ValidationSet);
        Assert.Equal(result.BestRun.Metric!.Value, mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy);
        Assert.True(result.BestRun.Metric > 0.5, $"accuracy {result.BestRun.Metric}");
        Assert.Equal(3, result.TopK);
        Assert.Equal(1, result.BestRun.ValidationMetrics!.TopKAccuracy);

        // The options train the same network on all rows.
        var again = result.BestRun.Estimator.Fit(mlContext.Data.LoadFromEnumerable(Stripes.Draw(90, 1)));
        Assert.Equal(result.BestRun.MaximumEpochs, ((IEnumerable<ITransformer>)again).OfType<ConvNetTransformer>().Single().TrainingHistory!.Epochs.Length);
    }

    [Fact]
    public void TheSameShareOfEveryClassIsHeldOutOnce()
    {
        var result = Execute(Settings(1));
        var kinds = Stripes.Draw(90, 1).CountBy(picture => picture.Kind).ToDictionary();
        var held = new MLContext().Data.CreateEnumerable<Stripes.Picture>(result.ValidationSet, reuseRowObject: false).CountBy(picture => picture.Kind).ToDictionary();
        Assert.Equal(kinds.Keys.Order(), held.Keys.Order());
        Assert.All(kinds, kind => Assert.Equal((int)Math.Round(kind.Value * 0.3f), held[kind.Key]));
    }

    [Fact]
    public void GivenValidationRowsAreUsed()
    {
        var mlContext = new MLContext(1);
        IDataView train = mlContext.Data.LoadFromEnumerable(Stripes.Draw(60, 1)), validation = mlContext.Data.LoadFromEnumerable(Stripes.Draw(31, 2));
        var result = mlContext.MulticlassClassification.CreateConvNetExperiment(Settings(1)).Execute(train, validation, preFeaturizer: Keys(mlContext));
        Assert.Same(validation, result.ValidationSet);
        Assert.Equal(31, result.BestRun.ValidationMetrics!.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Theory]
    [InlineData(ConvNetExperimentMetric.MacroAccuracy)]
    [InlineData(ConvNetExperimentMetric.LogLoss)]
    [InlineData(ConvNetExperimentMetric.TopKAccuracy)]
    public void OtherMetricsAreOptimised(ConvNetExperimentMetric metric)
    {
        var settings = Settings(3);
        (settings.OptimizingMetric, settings.TopK) = (metric, 2);
        var result = Execute(settings);
        Func<MulticlassClassificationMetrics, double> value = metric switch
        {
            ConvNetExperimentMetric.MacroAccuracy => metrics => metrics.MacroAccuracy,
            ConvNetExperimentMetric.LogLoss => metrics => metrics.LogLoss,
            _ => metrics => metrics.TopKAccuracy,
        };
        Assert.All(result.RunDetails, run => Assert.Equal(value(run.ValidationMetrics!), run.Metric));
        double? best = metric == ConvNetExperimentMetric.LogLoss ? result.RunDetails.Min(run => run.Metric) : result.RunDetails.Max(run => run.Metric);
        Assert.Equal(best, result.BestRun.Metric);
        Assert.Equal(2, result.BestRun.ValidationMetrics!.TopKPredictionCount);
    }

    [Fact]
    public void TrialsComeToTheSameBitsInParallel()
    {
        var settings = Settings(4);
        settings.SearchAlgorithm = ConvNetSearchAlgorithm.Random;
        var alone = Execute(settings).RunDetails;
        settings.ParallelTrials = 2;
        var parallel = Execute(settings).RunDetails;
        Assert.Equal(4, parallel.Length);
        foreach (var (one, other) in alone.Zip(parallel)) Assert.Equal(WeightsOf(one), WeightsOf(other));
    }

    [Fact]
    public void ATrialThatPausesComesToTheBitsOfOneThatDoesNot()
    {
        var mlContext = new MLContext(1);
        IDataView train = mlContext.Data.LoadFromEnumerable(Stripes.Draw(60, 1)), validation = mlContext.Data.LoadFromEnumerable(Stripes.Draw(31, 2));
        var settings = Settings(1);
        settings.ValidationSetFraction = 0.1f;
        var run = Create(mlContext, settings).Execute(train, validation, preFeaturizer: Keys(mlContext)).BestRun;
        Assert.Equal((ConvNetRunState.Completed, 10), (run.State, run.Epochs));

        // The trial's own schedule, in one go.
        var shared = (ConvNetTrainer.Options)settings.TrainerOptions!.Copy();
        object[] values = [.. settings.SearchSpace!.Options.Select(option => run.Parameters[option.Name])];
        var options = new TrialOptions(settings.SearchSpace, shared, seed: 4, [5, 10]).Create(1, values, [5, 10]);
        options.EarlyStoppingCriteria = new EarlyStopping { Metric = EarlyStoppingMetric.Accuracy, Patience = int.MaxValue };
        var keys = Keys(mlContext).Fit(train);
        var whole = mlContext.MulticlassClassification.Trainers.ConvNet(options).Fit(keys.Transform(train), keys.Transform(validation));
        Assert.Equal(run.TrainingHistory!.Epochs.Select(epoch => epoch.LearningRate), whole.TrainingHistory!.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(WeightsOf(run), WeightsOf(whole));

        // The rate comes down to nothing twice.
        double[] rates = [.. run.TrainingHistory.Epochs.Select(epoch => epoch.LearningRate)];
        Assert.True(rates[4] < 0.1 * rates[0] && rates[5] > 10 * rates[4] && rates[9] < 0.1 * rates[5], string.Join(' ', rates));
    }

    [Fact]
    public void TrialsThatCannotBeTrainedAreRecorded()
    {
        var settings = Settings(3);
        settings.SearchSpace = ConvNetSearchSpace.Of<Space>().WithChoice("Architecture", "small_x0.25", "vgg11", "alexnet").WithChoice("LearningRate", 0.005, 1e30).WithValue("BatchSize", 16);
        settings.MaxModels = null;
        var result = Execute(settings);
        Assert.Equal(ConvNetExperimentEnd.SpaceExhausted, result.End);
        Assert.Equal(6, result.RunDetails.Length);
        Assert.Equal(1, result.BestRun.Trial);
        var failed = result.RunDetails.Where(run => run.State == ConvNetRunState.Failed).ToList();
        Assert.Equal(4, failed.Count);
        Assert.All(failed, run =>
        {
            Assert.Contains("cannot be built for images of 1x8x8", run.FailureReason, StringComparison.Ordinal);
            Assert.IsType<ArgumentOutOfRangeException>(run.Exception);
            Assert.Null(run.Model);
            Assert.Null(run.ValidationMetrics);
        });
        var diverged = result.RunDetails.Single(run => run.State == ConvNetRunState.Diverged);
        Assert.Contains("the loss became NaN", diverged.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public void TrialsThatWouldTakeTooMuchMemoryAreNotBegun()
    {
        var settings = Settings(2);
        var network = ConvNetArchitecture.Parse("small_x0.25").Build(Stripes.Shape, 3);
        double trial = TrialMemory.Estimate(network, new ConvNetTrainer.Options { BatchSize = 16 }, threads: 2) / (1024.0 * 1024.0);
        settings.SearchSpace = settings.SearchSpace!.WithChoice("Architecture", "small_x0.25", "small_x8").WithValue("BatchSize", 16).WithValue("LearningRate", 0.005);
        settings.MaximumMemoryUsageInMegaByte = trial * 2;
        var result = Execute(settings);
        Assert.Equal([ConvNetRunState.Completed, ConvNetRunState.OutOfMemory], result.RunDetails.Select(run => run.State));
        Assert.Contains("The trial would take about", result.RunDetails[1].FailureReason, StringComparison.Ordinal);

        settings.MaximumMemoryUsageInMegaByte = trial / 2;
        var exception = Assert.Throws<InvalidOperationException>(() => Execute(settings));
        Assert.StartsWith("None of 2 trials came to a model. Trial 1: The trial would take about", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTimeEndsATrialWithinItsBatchAndItsBestEpochIsKept()
    {
        var settings = Settings(9);
        settings.MaxExperimentTimeInSeconds = 100;
        var time = new ManualTime();
        var result = Execute(settings, time: time, progress: new Handler(report =>
        {
            // When the second epoch of trial 1 has ended.
            if (report.Run is { State: ConvNetRunState.Running, Epochs: 2 }) time.Advance(101);
        }));
        Assert.Equal(ConvNetExperimentEnd.TimeIsUp, result.End);
        var run = Assert.Single(result.RunDetails);
        Assert.Equal((ConvNetRunState.Interrupted, 2), (run.State, run.Epochs));
        Assert.Equal(run.ValidationMetrics!.MicroAccuracy, run.Metric);
        Assert.Equal(TimeSpan.FromSeconds(101), result.Duration);
    }

    [Fact]
    public void NoEpochWithinTheTimeIsATimeout()
    {
        var time = new ManualTime();
        var settings = Settings(9);
        var exception = Assert.Throws<TimeoutException>(() => Execute(settings, time: time, progress: new Handler(_ => time.Advance(1e6))));
        Assert.Contains("No epoch of any trial was completed", exception.Message, StringComparison.Ordinal);

        var mlContext = new MLContext(1);
        var slow = mlContext.Data.LoadFromEnumerable(Stripes.Draw(90, 1).Select(picture =>
        {
            time.Advance(1e6);
            return picture;
        }));
        exception = Assert.Throws<TimeoutException>(() => Create(mlContext, settings, time).Execute(slow, preFeaturizer: Keys(mlContext)));
        Assert.Contains("The rows were still being read", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingReturnsTheBestModel()
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(90, 1));
        using var cancellation = new CancellationTokenSource();
        var handler = new Handler(report =>
        {
            if (report.Run.Trial == 3) cancellation.Cancel();
        });
        var result = await mlContext.MulticlassClassification.CreateConvNetExperiment(Settings(9))
            .ExecuteAsync(data, preFeaturizer: Keys(mlContext), progressHandler: handler, cancellationToken: cancellation.Token);
        Assert.Equal(ConvNetExperimentEnd.Cancelled, result.End);
        Assert.Equal(3, result.RunDetails.Length);
        Assert.NotNull(result.BestRun.Model);

        var settings = Settings(9);
        settings.CancellationToken = cancellation.Token;
        Assert.Throws<OperationCanceledException>(() => mlContext.MulticlassClassification.CreateConvNetExperiment(settings).Execute(data, preFeaturizer: Keys(mlContext)));
    }

    [Fact]
    public void AFolderContinuesItsExperiment()
    {
        var whole = Execute(Settings(6));
        var settings = Settings(2);
        settings.CacheDirectory = Path.Combine(_directory.FullName, "experiment");
        Execute(settings);
        settings = Settings(6);
        settings.CacheDirectory = Path.Combine(_directory.FullName, "experiment");
        var continued = Execute(settings);
        Assert.Equal(whole.RunDetails.Select(run => run.ToString()), continued.RunDetails.Select(run => run.ToString()));
        foreach (var (one, other) in whole.RunDetails.Zip(continued.RunDetails)) Assert.Equal(WeightsOf(one), WeightsOf(other));

        // Everything is there already: metrics are measured again from the files.
        int reports = 0;
        var again = Execute(settings, progress: new Handler(_ => reports++));
        Assert.Equal(0, reports);
        Assert.Equal(whole.BestRun.Trial, again.BestRun.Trial);
        Assert.Equal(whole.BestRun.Metric, again.BestRun.ValidationMetrics!.MicroAccuracy);
        Assert.Equal(whole.BestRun.TrainingHistory!.Epochs.Length, again.BestRun.TrainingHistory!.Epochs.Length);
        Assert.Empty(Directory.GetFiles(settings.CacheDirectory, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void AFolderOfAnotherExperimentIsAnError()
    {
        var settings = Settings(1);
        settings.CacheDirectory = _directory.FullName;
        Execute(settings);
        settings.Seed = 5;
        settings.ReductionFactor = 3;
        var exception = Assert.Throws<InvalidOperationException>(() => Execute(settings));
        Assert.Contains("Seed was 4 and is 5", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ReductionFactor was 2 and is 3", exception.Message, StringComparison.Ordinal);
        (settings.Seed, settings.ReductionFactor) = (4, 2);
        exception = Assert.Throws<InvalidOperationException>(() => Execute(settings, pictures: 93));
        Assert.Contains("the training data was", exception.Message, StringComparison.Ordinal);
        settings.Seed = null;
        Assert.Equal(4, Execute(settings).Seed);
        settings.TrainerOptions!.BalanceClasses = true;
        exception = Assert.Throws<InvalidOperationException>(() => Execute(settings));
        Assert.Contains("TrainerOptions.BalanceClasses was false and is true", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EpochsFollowFromTheTimeWhenTheyAreNotGiven()
    {
        const ConvNetSearchAlgorithm halving = ConvNetSearchAlgorithm.SuccessiveHalving, random = ConvNetSearchAlgorithm.Random;
        Assert.Equal(50, TrainingSpeed.Epochs(TimeSpan.FromSeconds(100), secondsPerEpoch: 1, halving));
        Assert.Equal(20, TrainingSpeed.Epochs(TimeSpan.FromSeconds(100), secondsPerEpoch: 1, random));
        Assert.Equal(5, TrainingSpeed.Epochs(TimeSpan.FromSeconds(10), secondsPerEpoch: 1, random));
        Assert.Equal(3, TrainingSpeed.Epochs(TimeSpan.FromSeconds(5), secondsPerEpoch: 1, halving));
        Assert.Equal(1, TrainingSpeed.Epochs(TimeSpan.FromSeconds(1), secondsPerEpoch: 10, halving));
        Assert.Equal(300, TrainingSpeed.Epochs(TimeSpan.FromHours(24), secondsPerEpoch: 1, halving));
        var settings = Settings(1);
        settings.MaximumEpochs = null;
        settings.MaxExperimentTimeInSeconds = 2;
        Assert.InRange(Execute(settings).BestRun.MaximumEpochs, 1, 300);
    }

    [Fact]
    public void AFirstTrialThatCannotBeTrainedIsRecordedLikeAnyOther()
    {
        var settings = Settings(2);
        settings.MaximumEpochs = null;
        settings.SearchSpace = ConvNetSearchSpace.Of<Space>().WithChoice("Architecture", "vgg11", "small_x0.5").WithValue("BatchSize", 32).WithValue("LearningRate", 0.005);
        var result = Execute(settings, pictures: 45);
        Assert.Equal([ConvNetRunState.Failed, ConvNetRunState.Completed], result.RunDetails.Select(run => run.State));
        Assert.Equal(TrainingSpeed.UnknownEpochs, result.BestRun.MaximumEpochs);
    }

    [Fact]
    public void BadInputIsNamed()
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(30, 1));
        var experiment = mlContext.MulticlassClassification.CreateConvNetExperiment(Settings(1));
        Assert.Contains("label column 'Label'", Assert.Throws<ArgumentOutOfRangeException>(() => experiment.Execute(data)).Message, StringComparison.Ordinal);
        Assert.Contains("label column 'Kind'", Assert.Throws<ArgumentOutOfRangeException>(() => experiment.Execute(data, labelColumnName: "Kind")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => experiment.Execute(null!));
        Assert.Throws<ArgumentNullException>(() => mlContext.MulticlassClassification.CreateConvNetExperiment(null!));
    }

    public static TheoryData<Action<ConvNetExperimentSettings>, string> BadSettings => new()
    {
        { settings => settings.MaxExperimentTimeInSeconds = 0, "MaxExperimentTimeInSeconds must be at least 1, but is 0." },
        { settings => settings.MaxModels = 0, "MaxModels must be at least 1, but is 0." },
        { settings => settings.OptimizingMetric = (ConvNetExperimentMetric)9, "OptimizingMetric must be one of MicroAccuracy, MacroAccuracy, LogLoss, TopKAccuracy, but is 9." },
        { settings => settings.TopK = 0, "TopK must be at least 1, but is 0." },
        { settings => settings.MaximumMemoryUsageInMegaByte = 0, "MaximumMemoryUsageInMegaByte must be finite and more than 0, but is 0." },
        { settings => settings.MaximumMemoryUsageInMegaByte = double.NaN, "MaximumMemoryUsageInMegaByte must be finite and more than 0, but is NaN." },
        { settings => settings.CacheDirectory = "", "CacheDirectory must be a path or null, but is empty." },
        { settings => settings.SearchAlgorithm = (ConvNetSearchAlgorithm)9, "SearchAlgorithm must be one of SuccessiveHalving, Random, but is 9." },
        { settings => settings.MaximumEpochs = 0, "MaximumEpochs must be at least 1, but is 0." },
        { settings => settings.ReductionFactor = 1, "ReductionFactor must be at least 2, but is 1." },
        { settings => settings.ValidationSetFraction = 1, "ValidationSetFraction must be more than 0 and less than 1, but is 1." },
        { settings => settings.ValidationSetFraction = float.NaN, "ValidationSetFraction must be more than 0 and less than 1, but is NaN." },
        { settings => settings.ParallelTrials = 0, "ParallelTrials must be at least 1, but is 0." },
        { settings => settings.NumberOfThreads = 0, "NumberOfThreads must be at least 1, but is 0." },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void ASettingOutOfRangeIsNamed(Action<ConvNetExperimentSettings> change, string message)
    {
        var settings = new ConvNetExperimentSettings();
        change(settings);
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext(1).MulticlassClassification.CreateConvNetExperiment(settings));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(message.Split(' ')[0], exception.ParamName);
    }

    [Fact]
    public void TheLogIsJsonOnLines()
    {
        var settings = Settings(2);
        settings.CacheDirectory = _directory.FullName;
        var result = Execute(settings);
        string[] lines = File.ReadAllLines(Path.Combine(_directory.FullName, ExperimentLog.FileName));
        Assert.Contains("\"stages\":[5,10]", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"trial":1,"state":"Paused","trainer":"ConvNet small_x0.25","epochCount":5,"stages":[5,10],"metric":""", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"parameters\":{\"LearningRate\":\"0.005\",\"BatchSize\":\"16\",\"Architecture\":\"small_x0.25\"}", lines[1], StringComparison.Ordinal);
        string metrics = string.Create(CultureInfo.InvariantCulture, $"\"metric\":{result.RunDetails[0].Metric:R},\"logLoss\":{result.RunDetails[0].LogLoss:R},");
        Assert.Contains(lines, line => line.StartsWith("{\"trial\":1,", StringComparison.Ordinal) && line.Contains(metrics, StringComparison.Ordinal));
    }

    [Fact]
    public void AnotherVersionsLogIsAnErrorAndStaysAsItIs()
    {
        string file = Path.Combine(_directory.FullName, ExperimentLog.FileName);
        const string log = "{\"version\":1,\"old\":true}\n{\"trial\":1}\n";
        File.WriteAllText(file, log);
        var settings = Settings(1);
        settings.CacheDirectory = _directory.FullName;
        var exception = Assert.Throws<FormatException>(() => Execute(settings));
        string expected = $"The log of the experiment, '{file}', has format version 1, but this version of the library reads 2: give the experiment another folder.";
        Assert.Equal(expected, exception.Message);
        Assert.Equal(log, File.ReadAllText(file));
    }

    [Fact]
    public void TheBestTrialIsFirst()
    {
        var result = Execute(Settings(3));
        Assert.Same(result.BestRun, result.RunDetails.BestFirst(result.OptimizingMetric).First());
        ConvNetRunDetail[] runs =
        [
            ReportTrials.Trial(1, 0.5), ReportTrials.Trial(2, null), ReportTrials.Trial(3, 0.7, logLoss: 2), ReportTrials.Trial(4, 0.7), ReportTrials.Trial(5, double.PositiveInfinity),
            ReportTrials.Trial(6, 0.7, ConvNetRunState.Paused, logLoss: 0.1), ReportTrials.Trial(7, 0.7), ReportTrials.Trial(8, double.NaN),
        ];
        Assert.Equal([4, 7, 3, 6, 1, 5, 8, 2], Order(ConvNetExperimentMetric.MacroAccuracy));
        Assert.Equal([1, 4, 7, 3, 6, 5, 8, 2], Order(ConvNetExperimentMetric.LogLoss));

        IEnumerable<int> Order(ConvNetExperimentMetric metric) => runs.BestFirst(metric).Select(run => run.Trial);
    }
}
