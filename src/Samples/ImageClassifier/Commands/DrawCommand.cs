using System.CommandLine;
using ImageClassifier.Drawing;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>draw DIR</c>: a small picture set to try things on.</summary>
internal static class DrawCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to put the folders train, test and new." };
        Option<int> size = CommonOptions.Number("--size", "Width and height in pixels.", 28, least: 16);
        Option<int> train = CommonOptions.Number("--train", "Training pictures of each class.", 600, least: 1);
        Option<int> test = CommonOptions.Number("--test", "Test pictures of each class.", 60, least: 1);
        Option<int> unlabelled = CommonOptions.Number("--new", "Pictures of each class in the folder new.", 1, least: 0);
        Option<int> seed = CommonOptions.Seed();

        var command = new Command("draw", $"Draws a picture set: {Shape.All.Count} figures on cluttered backgrounds, as PNG files in class folders.")
        {
            folder, size, train, test, unlabelled, seed,
        };
        command.SetAction((arguments, cancellation) => Task.Run(
            () =>
            {
                var set = new PictureSet(
                    arguments.GetValue(size), arguments.GetValue(train), arguments.GetValue(test), arguments.GetValue(unlabelled), arguments.GetValue(seed));
                int count = set.Write(arguments.GetRequiredValue(folder), cancellation);
                console.WriteLine($"Drew {count:N0} pictures of {Shape.All.Count} classes in {arguments.GetRequiredValue(folder)}");
                return CommandLine.Success;
            },
            cancellation));
        return command;
    }
}
