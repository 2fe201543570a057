using System.CommandLine;
using System.CommandLine.Parsing;
using ImageClassifier.Pictures;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Commands;

/// <summary>The options of the command train.</summary>
internal sealed class TrainOptions
{
    private static readonly ConvNetTrainer.Options Defaults = new();

    public Argument<string> Folder { get; } = new("DIR")
    {
        Description = "A folder of class folders, or a folder that has such folders named train and test.",
    };

    public Option<ConvNetArchitecture?> Architecture { get; } = new("--architecture", "-a")
    {
        Description = $"The network: {CommonOptions.KnownArchitectures}. Default: chosen by the size of the pictures.",
        HelpName = "NAME",
        CustomParser = CommonOptions.ParseArchitecture,
    };

    public Option<string?> Weights { get; } = new("--weights", "-w")
    {
        Description = "Start from these weights, a safetensors file with PyTorch's names, instead of random ones.",
        HelpName = "FILE",
    };

    public Option<bool> AllowPartial { get; } = new("--allow-partial")
    {
        Description = "Take of --weights what fits by name and shape and start the rest at random: for fine-tuning with other classes.",
    };

    public Option<PictureSize?> Size { get; } =
        CommonOptions.Size("Pixels that pictures are resized to. Default: the pictures' own size if it is small and common to them, else 64.");

    public Option<bool?> Grayscale { get; } = new("--grayscale", "-g")
    {
        Description = "Whether to drop the colours. Default: if the pictures have none.",
        HelpName = "true or false",
    };

    public Option<int> Epochs { get; } = CommonOptions.Number("--epochs", "Passes over the training pictures.", Defaults.Epoch, least: 1, "-e");

    public Option<int> BatchSize { get; } = CommonOptions.Number("--batch-size", "Pictures in one training step.", Defaults.BatchSize, least: 1, "-b");

    public Option<float> LearningRate { get; } = new Option<float>("--learning-rate", "-r")
    {
        Description = "Highest learning rate; reached after a tenth of the steps, it then falls to 0 along a cosine.",
        HelpName = "RATE",
        DefaultValueFactory = _ => Defaults.LearningRate,
    }.Check(rate => float.IsFinite(rate) && rate > 0, "expected a number above 0");

    public Option<string?> Augment { get; } = CommonOptions.Augment("Random changes of the training pictures; the command augment shows them. Default: none.");

    public Option<int> CacheLimit { get; } = CommonOptions.Number(
        "--cache-limit", "Megabytes of memory for the training pictures; more are read again in every epoch. 0: half of the memory.", 0, least: 0);

    public Option<double> Validation { get; } = new Option<double>("--validation")
    {
        Description = "Share of the training pictures that is kept from training and measured after every epoch.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0,
    }.Check(share => share is >= 0 and < 1, "expected a share of at least 0 and below 1");

    public Option<int> Patience { get; } = CommonOptions.Number(
        "--patience",
        "Stop after so many epochs without a smaller validation loss, and keep the weights of the best epoch; 0 trains all epochs and keeps the last. Needs --validation.",
        defaultValue: 0, least: 0);

    public Option<float?> WeightAverage { get; } = new Option<float?>("--average")
    {
        Description = "Keep the moving average of the weights with this decay, for example 0.999, instead of the last weights.",
        HelpName = "DECAY",
    }.Check(decay => decay is >= 0 and < 1, "expected a decay of at least 0 and below 1");

    public Option<string?> Checkpoints { get; } = new("--checkpoints")
    {
        Description = "Write a checkpoint to this folder after every epoch, and when training is stopped with Ctrl+C.",
        HelpName = "DIR",
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Go on from the newest checkpoint in the folder of --checkpoints, if there is one; the result is that of a training that was not interrupted.",
    };

    public Option<double> Test { get; } = new Option<double>("--test")
    {
        Description = "Share of each class that is kept for the test when DIR has no folders train and test.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.2,
    }.Check(share => share is > 0 and < 1, "expected a share above 0 and below 1");

    public Option<int> Threads { get; } =
        CommonOptions.Number("--threads", "Most threads to use; the result does not depend on it.", Environment.ProcessorCount, least: 1);

    public Option<int> Seed { get; } = CommonOptions.Seed();

    public Option<string> Model { get; } = CommonOptions.Model();

    public Option<string?> Summary { get; } = new("--summary") { Description = "Also write the run's figures to this file, as JSON.", HelpName = "FILE" };

    public Option<string?> Curves { get; } = new("--curves")
    {
        Description = "Also draw the learning curves into this file, as SVG: loss, accuracy and learning rate of every epoch.",
        HelpName = "FILE",
    };

    public Option<string?> TestList { get; } = new("--test-list")
    {
        Description = "Also write the paths of the test pictures to this file.",
        HelpName = "FILE",
    };

    public Option<int> Mistakes { get; } = CommonOptions.Mistakes();

    /// <summary>Refuses options that need another that is not given.</summary>
    public void CheckTogether(CommandResult result)
    {
        if (result.GetValue(Resume) && result.GetValue(Checkpoints) is null) result.AddError($"{Resume.Name} needs {Checkpoints.Name}: where the checkpoints are.");
        if (result.GetValue(Patience) > 0 && result.GetValue(Validation) == 0) result.AddError($"{Patience.Name} needs {Validation.Name}: what to measure.");
    }

    public IEnumerable<Option> All =>
        [
            Architecture, Weights, AllowPartial, Size, Grayscale, Epochs, BatchSize, LearningRate, Augment, CacheLimit, Validation, Patience, WeightAverage, Checkpoints, Resume, Test, Threads, Seed, Model, Summary, Curves,
            TestList, Mistakes,
        ];
}
