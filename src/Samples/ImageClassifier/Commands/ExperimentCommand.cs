using System.CommandLine;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using ImageClassifier.Reporting;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>experiment DIR</c>: looks for the best network in a given time, saves it, evaluates it.</summary>
internal static class ExperimentCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var options = new ExperimentOptions();
        const string description = "Looks for the network and the options that classify pictures in class folders best, in a given time; saves the best model, and evaluates it on the test pictures.";
        var command = new Command("experiment", description) { options.Folder };
        foreach (Option option in options.All) command.Options.Add(option);
        command.SetAction((arguments, cancellation) => Task.Run(() => Run(arguments, options, console, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult arguments, ExperimentOptions options, IAnsiConsole console, CancellationToken cancellation)
    {
        int seed = arguments.GetValue(options.Seed);
        PictureSplit split = PictureFolder.ReadTrainAndTest(arguments.GetRequiredValue(options.Folder), arguments.GetValue(options.Test), seed);
        PictureFormat format = PictureFormat.Choose(split.First, arguments.GetValue(options.Size), arguments.GetValue(options.Grayscale));
        int classCount = split.First.Select(picture => picture.Label).Distinct().Count();
        ConvNetExperimentSettings settings = options.CreateSettings(arguments, format, classCount, cancellation);
        settings.TrainerOptions = new ConvNetTrainer.Options { FeatureColumnName = Classifier.FeatureColumn };
        console.WriteLine($"{classCount:N0} classes, {split.First.Count:N0} training and {split.Second.Count:N0} test pictures, as {format}; {TrainingText.Duration(TimeSpan.FromSeconds(settings.MaxExperimentTimeInSeconds))} for the search");

        var mlContext = new MLContext(seed);
        mlContext.Log += (_, message) =>
        {
            // Those of single trainings would be many, and say nothing that the table does not.
            bool isWarning = message.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error && !message.Source.Contains("Training", StringComparison.Ordinal);
            if (isWarning) console.WriteLine(message.RawMessage);
        };

        IExperimentDisplay display = IExperimentDisplay.For(console, new TrialText(settings.OptimizingMetric));
        IDataView training = mlContext.Data.LoadFromEnumerable(split.First);
        ConvNetExperiment experiment = mlContext.MulticlassClassification.CreateConvNetExperiment(settings);
        IEstimator<ITransformer> featurizer = Classifier.CreateFeaturizer(mlContext, format);
        ConvNetExperimentResult result = PictureFile.NameBadOnes(
            split.First, () => display.Show(() => experiment.Execute(training, null, nameof(Picture.Label), featurizer, display)));
        new TrialText(settings.OptimizingMetric).WriteResult(result, console);

        string modelPath = arguments.GetRequiredValue(options.Model);
        ITransformer model = result.BestRun.Model!;
        ModelFile.Save(mlContext, model, training.Schema, modelPath);
        console.WriteLine($"Saved the best model to {modelPath}");
        if (arguments.GetValue(options.Report) is { } reportPath)
        {
            string title = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(arguments.GetRequiredValue(options.Folder)))}: {split.First.Count:N0} pictures of {classCount:N0} classes";
            result.WriteReport(reportPath, new ConvNetReportOptions { Title = title, PictureColumnName = nameof(Picture.ImagePath) });
            console.WriteLine($"Wrote the report to {reportPath}");
        }

        cancellation.ThrowIfCancellationRequested();

        Evaluation evaluation = PictureFile.NameBadOnes(split.Second, () => Evaluation.Run(mlContext, model, split.Second));
        EvaluationReport.Write(evaluation, console, arguments.GetValue(options.Mistakes));
        return CommandLine.Success;
    }
}
