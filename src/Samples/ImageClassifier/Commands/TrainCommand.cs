using System.CommandLine;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using ImageClassifier.Reporting;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>train DIR</c>: trains a network, saves the model, evaluates it.</summary>
internal static class TrainCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var options = new TrainOptions();
        const string description = "Trains a network on pictures in class folders, saves the model, and evaluates it on the test pictures.";
        var command = new Command("train", description) { options.Folder };
        foreach (Option option in options.All) command.Options.Add(option);
        command.Validators.Add(options.CheckTogether);
        command.SetAction((arguments, cancellation) => Task.Run(() => Run(arguments, options, console, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult arguments, TrainOptions options, IAnsiConsole console, CancellationToken cancellation)
    {
        int seed = arguments.GetValue(options.Seed);
        PictureSplit split = PictureFolder.ReadTrainAndTest(arguments.GetRequiredValue(options.Folder), arguments.GetValue(options.Test), seed);
        if (arguments.GetValue(options.CacheLimit) > 0) split = split.WithFirstShuffled(seed);
        PictureFormat format = PictureFormat.Choose(split.First, arguments.GetValue(options.Size), arguments.GetValue(options.Grayscale));
        ConvNetArchitecture architecture = arguments.GetValue(options.Architecture) ?? ConvNetArchitecture.ForImageSize(format.Shape);
        int classCount = split.First.Select(picture => picture.Label).Distinct().Count();
        console.WriteLine($"{classCount:N0} classes, {split.First.Count:N0} training and {split.Second.Count:N0} test pictures, "
            + $"as {format}; network {architecture.Name}");
        Weights? weights = arguments.GetValue(options.Weights) is { } weightsPath ? WeightsFile.Read(weightsPath) : null;
        if (weights is not null) console.WriteLine($"Weights: {architecture.Build(format.Shape, classCount).MatchWeights(weights)}");
        if (arguments.GetValue(options.TestList) is { } listPath) File.WriteAllLines(listPath, split.Second.Select(picture => picture.ImagePath));

        var mlContext = new MLContext(seed);
        mlContext.Log += (_, message) =>
        {
            if (message.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error) console.WriteLine(message.RawMessage);
        };

        ITrainingDisplay display = ITrainingDisplay.For(console);
        var time = new TrainingTime();
        ConvNetTrainer.Options trainerOptions = CreateTrainerOptions(arguments, options, architecture, weights, display, time, cancellation);
        IDataView training = mlContext.Data.LoadFromEnumerable(split.First);
        IEstimator<ITransformer> pipeline = Classifier.CreatePipeline(mlContext, format, trainerOptions);
        ITransformer model = PictureFile.NameBadOnes(split.First, () => display.Show(() => pipeline.Fit(training)));
        console.WriteLine($"Trained in {TrainingText.Duration(time.Training)} ({TrainingText.Rate(time.ImagesPerSecond)}) "
            + $"after {TrainingText.Duration(time.Reading)} of reading pictures");
        TrainingHistory history = ((IEnumerable<ITransformer>)model).OfType<ConvNetTransformer>().Single().TrainingHistory!;
        if (TrainingText.End(history) is { } end) console.WriteLine(end);

        string modelPath = arguments.GetRequiredValue(options.Model);
        ModelFile.Save(mlContext, model, training.Schema, modelPath);
        console.WriteLine($"Saved the model to {modelPath}");
        if (arguments.GetValue(options.Curves) is { } curvesPath) history.WriteLearningCurves(curvesPath, $"{architecture.Name}, {split.First.Count:N0} pictures");
        cancellation.ThrowIfCancellationRequested();

        Evaluation evaluation = PictureFile.NameBadOnes(split.Second, () => Evaluation.Run(mlContext, model, split.Second));
        EvaluationReport.Write(evaluation, console, arguments.GetValue(options.Mistakes));
        if (arguments.GetValue(options.Summary) is { } summaryPath)
        {
            new RunSummary
            {
                Classes = classCount,
                Images = split.First.Count,
                TestImages = evaluation.PictureCount,
                ImageShape = format.Shape.ToString(),
                Architecture = architecture.Name,
                Epochs = history.Epochs.Length,
                Seconds = time.Training.TotalSeconds,
                LoadingSeconds = time.Reading.TotalSeconds,
                ImagesPerSecond = time.ImagesPerSecond,
                Top1 = evaluation.Top1,
                Top5 = evaluation.Top5,
                LogLoss = evaluation.Metrics.LogLoss,
                ModelPath = modelPath,
            }.Write(summaryPath);
        }

        return CommandLine.Success;
    }

    private static ConvNetTrainer.Options CreateTrainerOptions(
        ParseResult arguments, TrainOptions options, ConvNetArchitecture architecture, Weights? weights, ITrainingDisplay display,
        TrainingTime time, CancellationToken cancellation)
    {
        double validation = arguments.GetValue(options.Validation);
        int patience = arguments.GetValue(options.Patience);
        string? checkpoints = arguments.GetValue(options.Checkpoints);
        return new ConvNetTrainer.Options
        {
            Architecture = architecture,
            InitialWeights = weights,
            AllowPartialWeights = arguments.GetValue(options.AllowPartial),
            Epoch = arguments.GetValue(options.Epochs),
            BatchSize = arguments.GetValue(options.BatchSize),
            LearningRate = arguments.GetValue(options.LearningRate),
            Augmentation = NamedAugmentations.Presets[arguments.GetValue(options.Augment) ?? "none"],
            CacheLimit = arguments.GetValue(options.CacheLimit) is > 0 and var megabytes ? (long)megabytes << 20 : null,
            ValidationSetFraction = validation > 0 ? (float)validation : null,
            EarlyStoppingCriteria = patience > 0 ? new EarlyStopping { Patience = patience } : null,
            WeightAverageDecay = arguments.GetValue(options.WeightAverage),
            WorkspacePath = checkpoints,
            ResumeFrom = arguments.GetValue(options.Resume) ? checkpoints : null,
            NumberOfThreads = arguments.GetValue(options.Threads),
            Seed = arguments.GetValue(options.Seed),
            CancellationToken = cancellation,
            ProgressCallback = progress =>
            {
                time.OnProgress(progress);
                display.OnProgress(progress);
            },
            MetricsCallback = metrics =>
            {
                time.OnMetrics();
                display.OnMetrics(metrics);
            },
        };
    }
}
