using System.CommandLine;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>import ARCHITECTURE</c>: a model of weights that were trained elsewhere.</summary>
internal static class ImportCommand
{
    public static Command Create(IAnsiConsole console)
    {
        Argument<ConvNetArchitecture?> architecture = CommonOptions.RequiredArchitecture();
        var weights = new Option<string>("--weights", "-w") { Description = "The weights, a safetensors file with PyTorch's names.", HelpName = "FILE", Required = true };
        var classes = new Option<string>("--class-names", "-c")
        {
            Description = "The names of the classes, one a line, in the order of the network's outputs.",
            HelpName = "FILE",
            Required = true,
        };
        Option<PictureSize?> size = CommonOptions.Size("Size that pictures are brought to, as in the training.");
        size.DefaultValueFactory = _ => new PictureSize(224, 224);
        var grayscale = new Option<bool>("--grayscale", "-g") { Description = "One channel instead of three." };
        Option<float[]> mean = CommonOptions.Channels("--mean", "What is subtracted from the channels of pixels from 0 to 1. Default: ImageNet's mean, as torchvision has it.", [0.485f, 0.456f, 0.406f]);
        Option<float[]> deviation = CommonOptions.Channels("--deviation", "What the channels are then divided by. Default: ImageNet's deviation.", [0.229f, 0.224f, 0.225f])
            .Check(values => values.All(value => value > 0), "expected numbers above 0");
        Option<string> model = CommonOptions.Model();

        var command = new Command("import", "Makes a model of weights that were trained elsewhere, with PyTorch for example; predict and evaluate then use it.")
        {
            architecture, weights, classes, size, grayscale, mean, deviation, model,
        };
        command.SetAction(arguments =>
        {
            var format = new PictureFormat(arguments.GetRequiredValue(size)!, arguments.GetValue(grayscale));
            IReadOnlyList<string> classNames = ClassNamesFile.Read(arguments.GetRequiredValue(classes));
            Network network = arguments.GetRequiredValue(architecture)!.Build(format.Shape, classNames.Count);
            Weights loaded = WeightsFile.Read(arguments.GetRequiredValue(weights));
            var options = new ConvNetScoringEstimator.Options
            {
                ClassNames = classNames,
                ChannelMeans = InPixels(mean),
                ChannelDeviations = InPixels(deviation),
            };

            var mlContext = new MLContext();
            IDataView noPictures = mlContext.Data.LoadFromEnumerable(Array.Empty<Picture>());
            ITransformer classifier = Classifier.CreatePipeline(mlContext, format, network, loaded, options).Fit(noPictures);
            ModelFile.Save(mlContext, classifier, noPictures.Schema, arguments.GetRequiredValue(model));
            console.WriteLine($"{arguments.GetRequiredValue(architecture)}, {network}: {loaded.Count:N0} tensors loaded, {classNames.Count:N0} classes");
            console.WriteLine($"Saved the model to {arguments.GetRequiredValue(model)}");
            return CommandLine.Success;

            // ExtractPixels gives values from 0 to 255.
            float[] InPixels(Option<float[]> option)
            {
                float[] values = arguments.GetRequiredValue(option);
                if (values.Length != format.Shape.Channels) throw new UserException($"{option.Name} has {values.Length} values; expected one for each channel ({format.Shape.Channels}).");
                return [.. values.Select(value => value * 255)];
            }
        });
        return command;
    }
}
