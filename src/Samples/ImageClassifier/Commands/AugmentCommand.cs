using System.CommandLine;
using ImageClassifier.Drawing;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>augment DIR</c>: a contact sheet of augmented pictures, to see what the network is trained on.</summary>
internal static class AugmentCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of class folders, or a folder that has such folders named train and test." };
        var output = new Option<string>("--output", "-o") { Description = "The PNG file to write.", HelpName = "FILE", DefaultValueFactory = _ => "sheet.png" };
        Option<string?> augment = CommonOptions.Augment("Show this augmentation in several epochs. Default: every operation once.");
        Option<int> columns = CommonOptions.Number("--columns", "Pictures in a row.", 10, least: 1);
        Option<int> rows = CommonOptions.Number("--rows", "Epochs of --augment.", 6, least: 1);
        Option<PictureSize?> size = CommonOptions.Size("Pixels that pictures are resized to. Default: as for train.");
        Option<int> seed = CommonOptions.Seed();
        var command = new Command("augment", "Writes a picture of augmented pictures: in the first row as they are, below as training changes them.")
        {
            folder, output, augment, columns, rows, size, seed,
        };
        command.SetAction((arguments, cancellation) => Task.Run(
            () =>
            {
                IReadOnlyList<Picture> all = PictureFolder.ReadTrainAndTest(arguments.GetRequiredValue(folder), testFraction: 0.2, arguments.GetValue(seed)).First;
                PictureFormat format = PictureFormat.Choose(all, arguments.GetValue(size), null);
                IReadOnlyList<Picture> some = OfEveryClass(all, arguments.GetValue(columns));
                Tensor pictures = PicturePixels.Read(new MLContext(), some, format);
                IReadOnlyList<(AugmentationList List, int Epoch)> lines = arguments.GetValue(augment) is { } name
                    ? [.. Enumerable.Range(0, arguments.GetValue(rows)).Select(epoch => (NamedAugmentations.Presets[name], epoch))]
                    : [.. NamedAugmentations.Each.Select(list => (list, 0))];
                var sheet = new ContactSheet(some.Count, lines.Count + 1, format.Shape);
                sheet.Show(0, pictures);
                console.WriteLine("1  as they are");
                for (int line = 0; line < lines.Count; line++)
                {
                    (AugmentationList list, int epoch) = lines[line];
                    sheet.Show(line + 1, list.Apply(pictures, arguments.GetValue(seed), epoch));
                    console.WriteLine(epoch == 0 ? $"{line + 2,-2} {list}; labels: {list.LabelMeaning}" : $"{line + 2,-2} the same, epoch {epoch + 1}");
                }

                sheet.Save(arguments.GetRequiredValue(output));
                console.WriteLine($"Wrote {arguments.GetRequiredValue(output)}");
                return CommandLine.Success;
            },
            cancellation));
        return command;
    }

    /// <summary>Pictures taken from the classes in turn.</summary>
    private static IReadOnlyList<Picture> OfEveryClass(IReadOnlyList<Picture> pictures, int count) =>
        [.. pictures.GroupBy(picture => picture.Label)
            .SelectMany(group => group.Select((picture, place) => (Picture: picture, Place: place)))
            .OrderBy(one => one.Place)
            .Take(count)
            .Select(one => one.Picture)];
}
