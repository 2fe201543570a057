using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Tests.Training;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>How the trainer's runs end and go on: early stopping, cancellation, checkpoints, history.</summary>
public sealed class RunTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private readonly List<string> _log = [];

    public void Dispose()
    {
        if (_directory.Exists) _directory.Delete(recursive: true);
    }

    [Fact]
    public void TheModelKeepsItsLearningCurves()
    {
        var metrics = new List<ConvNetMetrics>();
        var options = Options();
        options.MetricsCallback = metrics.Add;
        options.GradientAccumulationSteps = 2;
        var model = Fit(options);
        var history = model.TrainingHistory!;
        Assert.Equal((4, TrainingEnd.Completed), (history.ModelEpoch, history.End));
        Assert.Equal([1, 2, 3, 4], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.All(history.Epochs, epoch =>
        {
            var train = metrics.Single(each => each.Epoch == epoch.Epoch && each.DatasetUsed == ConvNetMetrics.Dataset.Train);
            var validation = metrics.Single(each => each.Epoch == epoch.Epoch && each.DatasetUsed == ConvNetMetrics.Dataset.Validation);
            Assert.Equal((epoch.Loss, epoch.Accuracy, epoch.Step, epoch.LearningRate), (train.CrossEntropy, train.Accuracy, train.Step, train.LearningRate));
            Assert.Equal((epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.Elapsed), (validation.CrossEntropy, validation.Accuracy, validation.Elapsed));
            Assert.Equal(train.BatchProcessedCount, 2 * train.Step);
        });

        var mlContext = new MLContext(1);
        var stream = new MemoryStream();
        mlContext.Model.Save(model, null, stream);
        stream.Position = 0;
        Assert.Equal(history.Epochs, ((ConvNetTransformer)mlContext.Model.Load(stream, out _)).TrainingHistory!.Epochs.AsEnumerable());
    }

    [Fact]
    public void EarlyStoppingReturnsTheBestEpochAndNeedsValidationRows()
    {
        var options = Options();
        options.Epoch = 20;
        options.LearningRateSchedule = new UpAgain();
        options.EarlyStoppingCriteria = new EarlyStopping { Patience = 2 };
        var history = Fit(options).TrainingHistory!;
        Assert.Equal((TrainingEnd.StoppedEarly, history.ModelEpoch + 2), (history.End, history.Epochs.Length));
        Assert.Equal(history.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch, history.ModelEpoch);
        Assert.Contains(_log, line => line == $"Training stopped after epoch {history.Epochs.Length} of 20; the weights of epoch {history.ModelEpoch} are kept");

        options.ValidationSetFraction = null;
        Assert.Contains("needs validation rows", Assert.Throws<ArgumentOutOfRangeException>("EarlyStoppingCriteria", () => Fit(options)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ACancelledTrainingReturnsTheBestModelIfAsked(bool byMLNet)
    {
        using var source = new CancellationTokenSource();
        var mlContext = new MLContext(1);
        var options = Options();
        options.CancellationToken = source.Token;
        options.ReturnBestModelOnCancellation = true;
        options.ProgressCallback = progress =>
        {
            if (progress.Epoch < 3) return;
            if (byMLNet) MlNetInterop.Cancel(mlContext);
            else source.Cancel();
        };
        var history = Fit(options, mlContext).TrainingHistory!;
        Assert.Equal((TrainingEnd.Cancelled, 2), (history.End, history.Epochs.Length));
        Assert.Equal(history.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch, history.ModelEpoch);
    }

    /// <param name="cacheLimit">A small one makes the rows come from the view in every epoch.</param>
    [Theory]
    [InlineData(null)]
    [InlineData(2048L)]
    public void ACancelledTrainingGoesOnWhereItStopped(long? cacheLimit)
    {
        ConvNetTrainer.Options Options()
        {
            var options = RunTests.Options();
            options.CacheLimit = cacheLimit;
            options.Augmentation = Augmentations.RandomCrop(1).MixUp();
            return options;
        }

        var expected = Fit(Options());

        using var source = new CancellationTokenSource();
        var options = Options();
        options.WorkspacePath = _directory.FullName;
        options.CancellationToken = source.Token;
        options.ProgressCallback = progress =>
        {
            if (progress is { Epoch: 2, RowsDone: > 50 }) source.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => Fit(options));

        // Another context, without a seed of its own: the run's seed is in the checkpoint. Options that decide nothing about the weights may differ.
        options = Options();
        options.Seed = null;
        options.ResumeFrom = _directory.FullName;
        options.NumberOfThreads = 1;
        options.RecomputeActivations = true;
        var progress = new List<ConvNetProgress>();
        options.ProgressCallback = progress.Add;
        var resumed = Fit(options, new MLContext(99));
        Assert.Equal((2, 80), (progress[0].Epoch, progress[0].RowsDone));
        Assert.All(progress, each => Assert.InRange(each.ImagesPerSecond, 0, 1e6));
        NetworkTrainerTests.AssertSameBits(expected.Model.Weights, resumed.Model.Weights);
        Assert.Equal(expected.TrainingHistory!.Epochs.Select(epoch => epoch.ValidationLoss), resumed.TrainingHistory!.Epochs.Select(epoch => epoch.ValidationLoss));
        Assert.Contains(_log, line => line.StartsWith("The training goes on from", StringComparison.Ordinal) && line.Contains("1 of 4 epochs and 64 images", StringComparison.Ordinal));
    }

    [Fact]
    public void TheFirstTryStartsFromTheBeginningAndAFinishedRunIsFinished()
    {
        var options = Options();
        options.WorkspacePath = Path.Combine(_directory.FullName, "new", "folder");
        options.ResumeFrom = options.WorkspacePath + Path.DirectorySeparatorChar + "." ;
        var first = Fit(options);
        Assert.Contains(_log, line => line.EndsWith("starts from the beginning", StringComparison.Ordinal));
        int batches = 0;
        options.ProgressCallback = _ => batches++;
        NetworkTrainerTests.AssertSameBits(first.Model.Weights, Fit(options).Model.Weights);
        Assert.Equal(0, batches);

        options.ResumeFrom = _directory.FullName;
        Assert.Contains("no checkpoint in the folder", Assert.Throws<FileNotFoundException>(() => Fit(options)).Message);
        options.ResumeFrom = Path.Combine(_directory.FullName, "nothing");
        Assert.Contains("nothing", Assert.Throws<FileNotFoundException>(() => Fit(options)).Message);
    }

    [Fact]
    public void WhatDiffersIsSaid()
    {
        var options = Options();
        options.WorkspacePath = _directory.FullName;
        Fit(options);
        string Problem(Action<ConvNetTrainer.Options> change, int rows = 150)
        {
            var changed = Options();
            changed.ResumeFrom = _directory.FullName;
            change(changed);
            return Assert.Throws<InvalidOperationException>(() => Fit(changed, rows: rows)).Message;
        }

        Assert.EndsWith("cannot go on: Epoch was 4 and is 5.", Problem(changed => changed.Epoch = 5));
        Assert.EndsWith("cannot go on: Seed was 5 and is 6; BatchSize was 16 and is 8.", Problem(changed => (changed.BatchSize, changed.Seed) = (8, 6)).Replace(DataPart(Problem(changed => (changed.BatchSize, changed.Seed) = (8, 6))), ""));
        Assert.Contains("the network was 1x8x8", Problem(changed => changed.Architecture = ConvNetArchitecture.Custom("other", (shape, classes) => new NetworkBuilder(shape).Dense(classes).Build())));
        Assert.Matches("the training data was 11[0-9] images of 1x8x8 with the checksum [0-9a-f]{16} and is 10[0-9] images", Problem(_ => { }, rows: 140));
        Assert.Contains("Optimizer was none and is Adam { Beta1 = 0.8,", Problem(changed => changed.Optimizer = new Adam { Beta1 = 0.8 }));
        Assert.Matches(@"Augmentation was \[\] and is \[RandomCropAugmentation \{ .*Padding = 2", Problem(changed => changed.Augmentation = Augmentations.RandomCrop(2)));
        Assert.Contains("EarlyStoppingCriteria was none and is EarlyStopping { Metric = Loss,", Problem(changed => changed.EarlyStoppingCriteria = new EarlyStopping()));

        // Another seed also draws other validation rows.
        static string DataPart(string message)
        {
            int start = message.IndexOf("the training data", StringComparison.Ordinal);
            return message[start..message.IndexOf("Seed was", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public void AFullDiskStopsNoTraining()
    {
        var expected = Fit(Options());
        var options = Options();
        options.WorkspacePath = _directory.FullName;
        options.CheckpointEveryMinutes = 1e-9;
        options.ProgressCallback = progress =>
        {
            if (progress.Epoch == 2 && _directory.Exists) _directory.Delete(recursive: true);
            _directory.Refresh();
        };
        NetworkTrainerTests.AssertSameBits(expected.Model.Weights, Fit(options).Model.Weights);
        Assert.Contains(_log, line => line.StartsWith("Could not write a checkpoint", StringComparison.Ordinal));
    }

    private static ConvNetTrainer.Options Options()
    {
        var options = Stripes.Options();
        options.ValidationSetFraction = 0.25f;
        options.LabelColumnName = "Label";
        return options;
    }

    private ConvNetTransformer Fit(ConvNetTrainer.Options options, MLContext? mlContext = null, int rows = 150)
    {
        mlContext ??= new MLContext(1);
        mlContext.Log += (_, message) =>
        {
            if (message.Source.StartsWith("ConvNetTrainer", StringComparison.Ordinal)) lock (_log) _log.Add(message.RawMessage);
        };
        var model = (IEnumerable<ITransformer>)Stripes.Pipeline(mlContext, options).Fit(mlContext.Data.LoadFromEnumerable(Stripes.Draw(rows, 1)));
        return model.OfType<ConvNetTransformer>().Single();
    }

    /// <summary>Down the hill, then up again.</summary>
    private sealed record UpAgain : LearningRateSchedule
    {
        public override double Rate(ScheduleStep step) => step.Step < step.StepCount / 4 ? 0.003 : -0.003;
    }
}
