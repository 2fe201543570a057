using System.CommandLine;
using ImageClassifier.Learning;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>curves MODEL...</c>: the learning curves that models carry, as a picture.</summary>
internal static class CurvesCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = "Model files; several are drawn in one picture, each under its file's name.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o") { Description = "The picture, SVG.", HelpName = "FILE", DefaultValueFactory = _ => "curves.svg" };
        var title = new Option<string?>("--title") { Description = "A headline.", HelpName = "TEXT" };

        var command = new Command("curves", "Draws the loss and accuracy of each epoch of a model's training, or of several models' to compare.") { models, output, title };
        command.SetAction((arguments, cancellation) => Task.Run(
            () =>
            {
                var mlContext = new MLContext();
                (string, TrainingHistory)[] runs =
                    [.. arguments.GetRequiredValue(models).Select(path => (Path.GetFileNameWithoutExtension(path), ModelFile.LoadHistory(mlContext, path)))];
                string path = arguments.GetRequiredValue(output);
                new LearningCurves(runs) { Title = arguments.GetValue(title) }.Write(path);
                console.WriteLine($"Wrote {path}");
                return CommandLine.Success;
            },
            cancellation));
        return command;
    }
}
