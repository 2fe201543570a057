using System.CommandLine;
using ImageClassifier.Pictures;
using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>summary ARCHITECTURE</c>: a network layer by layer.</summary>
internal static class SummaryCommand
{
    public static Command Create(IAnsiConsole console)
    {
        Argument<ConvNetArchitecture?> architecture = CommonOptions.RequiredArchitecture();
        Option<PictureSize?> size = CommonOptions.Size("Size of the pictures in pixels.");
        size.DefaultValueFactory = _ => new PictureSize(32, 32);
        var grayscale = new Option<bool>("--grayscale", "-g") { Description = "One channel instead of three." };
        Option<int> classes = CommonOptions.Number("--classes", "Number of classes.", 10, least: 2);

        var command = new Command("summary", "Prints the layers of a network: shapes, parameters, multiply-adds, receptive fields.")
        {
            architecture, size, grayscale, classes,
        };
        command.SetAction(arguments =>
        {
            var format = new PictureFormat(arguments.GetRequiredValue(size)!, arguments.GetValue(grayscale));
            Network network = arguments.GetRequiredValue(architecture)!.Build(format.Shape, arguments.GetValue(classes));
            console.Profile.Out.Writer.WriteLine(network.Summary());
            return CommandLine.Success;
        });
        return command;
    }
}
