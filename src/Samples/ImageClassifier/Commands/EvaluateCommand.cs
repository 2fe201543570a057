using System.CommandLine;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using ImageClassifier.Reporting;
using Microsoft.ML;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>evaluate DIR</c>: a saved model on labelled pictures.</summary>
internal static class EvaluateCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of class folders, or a folder that has such a folder named test." };
        Option<string> model = CommonOptions.Model();
        Option<int> mistakes = CommonOptions.Mistakes();

        var command = new Command("evaluate", "Measures a model on pictures in class folders.") { folder, model, mistakes };
        command.SetAction((arguments, cancellation) => Task.Run(
            () =>
            {
                var mlContext = new MLContext();
                ITransformer classifier = ModelFile.Load(mlContext, arguments.GetRequiredValue(model));
                IReadOnlyList<Picture> pictures = PictureFolder.ReadTest(arguments.GetRequiredValue(folder));
                Evaluation evaluation = PictureFile.NameBadOnes(pictures, () => Evaluation.Run(mlContext, classifier, pictures));
                EvaluationReport.Write(evaluation, console, arguments.GetValue(mistakes));
                return CommandLine.Success;
            },
            cancellation));
        return command;
    }
}
