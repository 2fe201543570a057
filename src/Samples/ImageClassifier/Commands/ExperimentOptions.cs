using System.CommandLine;
using ImageClassifier.Pictures;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Commands;

/// <summary>The options of the command experiment.</summary>
internal sealed class ExperimentOptions
{
    private static readonly IReadOnlyDictionary<string, ConvNetExperimentMetric> Metrics = new Dictionary<string, ConvNetExperimentMetric>
    {
        ["accuracy"] = ConvNetExperimentMetric.MicroAccuracy,
        ["macro-accuracy"] = ConvNetExperimentMetric.MacroAccuracy,
        ["log-loss"] = ConvNetExperimentMetric.LogLoss,
        ["top-k"] = ConvNetExperimentMetric.TopKAccuracy,
    };

    public Argument<string> Folder { get; } = new("DIR") { Description = "A folder of class folders, or a folder that has such folders named train and test." };

    public Option<int> Time { get; } = CommonOptions.Number("--time", "Seconds that the search may take.", defaultValue: 600, least: 1, "-t");

    public Option<int> Trials { get; } = CommonOptions.Number("--trials", "Begin at most so many trials; 0: as many as there is time for.", defaultValue: 0, least: 0);

    public Option<string> Metric { get; } = new Option<string>("--metric")
    {
        Description = $"What is made as good as possible on the validation pictures: {string.Join(", ", Metrics.Keys)}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "accuracy",
    }.Check(Metrics.ContainsKey, $"expected one of {string.Join(", ", Metrics.Keys)}");

    public Option<int> TopK { get; } = CommonOptions.Number("--top-k", "The k of the metric top-k.", defaultValue: 5, least: 1);

    public Option<string?> Search { get; } = new("--folder")
    {
        Description = "Keep log, checkpoints and models in this folder, and go on with the search that is in it, if there is one.",
        HelpName = "DIR",
    };

    public Option<string[]> Architectures { get; } = new("--architecture", "-a")
    {
        Description = "Search among these networks only. Default: by the size of the pictures.",
        HelpName = "NAME ...",
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<bool?> Mirror { get; } = new("--mirror")
    {
        Description = "Whether training pictures may be mirrored: good for things, bad for signs. Default: the search finds out; gray pictures are not.",
        HelpName = "true or false",
    };

    public Option<int> Epochs { get; } = CommonOptions.Number("--epochs", "Epochs of the first trial if it goes on to its end, others take as long; 0: by the time and the speed.", defaultValue: 0, least: 0, "-e");

    public Option<bool> Random { get; } = new("--random") { Description = "Give every trial all epochs, instead of more to those that do better." };

    public Option<int> Parallel { get; } = CommonOptions.Number("--parallel", "Trials at the same time, with the threads divided between them.", defaultValue: 1, least: 1);

    public Option<int> Memory { get; } = CommonOptions.Number("--memory", "Most megabytes of pictures and trainings; 0: no limit.", defaultValue: 0, least: 0);

    public Option<double> Validation { get; } = new Option<double>("--validation")
    {
        Description = "Share of the training pictures of each class that trials are measured on.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.1,
    }.Check(share => share is > 0 and < 1, "expected a share above 0 and below 1");

    public Option<double> Test { get; } = new Option<double>("--test")
    {
        Description = "Share of each class that is kept for the test when DIR has no folders train and test; the search never sees it.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.2,
    }.Check(share => share is > 0 and < 1, "expected a share above 0 and below 1");

    public Option<PictureSize?> Size { get; } =
        CommonOptions.Size("Pixels that pictures are resized to. Default: the pictures' own size if it is small and common to them, else 64.");

    public Option<bool?> Grayscale { get; } = new("--grayscale", "-g") { Description = "Whether to drop the colours. Default: if the pictures have none.", HelpName = "true or false" };

    public Option<int> Threads { get; } = CommonOptions.Number("--threads", "Most threads to use; the result of a trial does not depend on it.", Environment.ProcessorCount, least: 1);

    public Option<int> Seed { get; } = CommonOptions.Seed();

    public Option<string> Model { get; } = CommonOptions.Model();

    public Option<string?> Report { get; } = new("--report")
    {
        Description = "Also write a report into this HTML file: all trials, learning curves, what mattered, the confusion matrix and the worst mistakes of the best on the validation pictures.",
        HelpName = "FILE",
    };

    public Option<int> Mistakes { get; } = CommonOptions.Mistakes();

    public IEnumerable<Option> All =>
        [Time, Trials, Metric, TopK, Search, Architectures, Mirror, Epochs, Random, Parallel, Memory, Validation, Test, Size, Grayscale, Threads, Seed, Model, Report, Mistakes];

    /// <summary>The settings of the experiment.</summary>
    /// <exception cref="UserException">An architecture is not known.</exception>
    public ConvNetExperimentSettings CreateSettings(ParseResult arguments, PictureFormat format, int classCount, CancellationToken cancellation) => new()
    {
        MaxExperimentTimeInSeconds = (uint)arguments.GetValue(Time),
        MaxModels = arguments.GetValue(Trials) is > 0 and var trials ? trials : null,
        OptimizingMetric = Metrics[arguments.GetRequiredValue(Metric)],
        TopK = arguments.GetValue(TopK),
        MaximumMemoryUsageInMegaByte = arguments.GetValue(Memory) is > 0 and var megabytes ? megabytes : null,
        MaximumEpochs = arguments.GetValue(Epochs) is > 0 and var epochs ? epochs : null,
        SearchAlgorithm = arguments.GetValue(Random) ? ConvNetSearchAlgorithm.Random : ConvNetSearchAlgorithm.SuccessiveHalving,
        ParallelTrials = arguments.GetValue(Parallel),
        ValidationSetFraction = (float)arguments.GetValue(Validation),
        NumberOfThreads = arguments.GetValue(Threads),
        Seed = arguments.GetValue(Seed),
        CacheDirectory = arguments.GetValue(Search),
        SearchSpace = CreateSpace(arguments, format, classCount),
        CancellationToken = cancellation,
    };

    private ConvNetSearchSpace CreateSpace(ParseResult arguments, PictureFormat format, int classCount)
    {
        ConvNetSearchSpace space = ConvNetSearchSpace.For(format.Shape, classCount);
        if (arguments.GetValue(Mirror) is { } mirror) space = space.WithValue("Augmentation.HorizontalFlip", mirror);
        if (arguments.GetValue(Architectures) is not { Length: > 0 } names) return space;
        try
        {
            return space.WithChoice(nameof(ConvNetSpace.Architecture), [.. names.Select(name => ConvNetArchitecture.Parse(name).Name).Distinct()]);
        }
        catch (ArgumentException exception)
        {
            throw new UserException(exception.Message.Split(" (Parameter")[0]);
        }
    }
}
