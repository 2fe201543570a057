using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>What a trainer's run depends on, for its checkpoints.</summary>
internal static class RunDescription
{
    private const string SeedName = nameof(ConvNetTrainer.Options.Seed);

    /// <summary>Options that change nothing about the weights, or whose effect on them is described by something else: the network, the data or the seed.</summary>
    private static readonly HashSet<string> s_leftOut = new(StringComparer.Ordinal)
    {
        nameof(ConvNetTrainer.Options.LabelColumnName),
        nameof(ConvNetTrainer.Options.FeatureColumnName),
        nameof(ConvNetTrainer.Options.ExampleWeightColumnName),
        nameof(ConvNetTrainer.Options.ScoreColumnName),
        nameof(ConvNetTrainer.Options.PredictedLabelColumnName),
        nameof(ConvNetBinaryTrainer.Options.ProbabilityColumnName),
        nameof(ConvNetTrainer.Options.ImagePathColumnName),
        nameof(ConvNetTrainer.Options.Architecture),
        nameof(ConvNetTrainer.Options.ImageShape),
        nameof(ConvNetTrainer.Options.InterleavePixelColors),
        nameof(ConvNetTrainer.Options.Resizing),
        nameof(ConvNetTrainer.Options.SkipUnreadableImages),
        nameof(ConvNetTrainer.Options.ValidationSet),
        nameof(ConvNetTrainer.Options.ValidationSetFraction),
        nameof(ConvNetTrainer.Options.CacheLimit),
        nameof(ConvNetTrainer.Options.NumberOfThreads),
        nameof(ConvNetTrainer.Options.RecomputeActivations),
        nameof(ConvNetTrainer.Options.LookAhead),
        nameof(ConvNetTrainer.Options.TestTimeEvaluation),
        nameof(ConvNetTrainer.Options.MetricsCallback),
        nameof(ConvNetTrainer.Options.ProgressCallback),
        nameof(ConvNetTrainer.Options.CancellationToken),
        nameof(ConvNetTrainer.Options.ReturnBestModelOnCancellation),
        nameof(ConvNetTrainer.Options.WorkspacePath),
        nameof(ConvNetTrainer.Options.CheckpointEveryEpochs),
        nameof(ConvNetTrainer.Options.CheckpointEveryMinutes),
        nameof(ConvNetTrainer.Options.CheckpointsToKeep),
        nameof(ConvNetTrainer.Options.ResumeFrom),
        SeedName,
    };

    /// <summary>Describes a run. Every option counts that is not expressly left out.</summary>
    public static RunFingerprint Of(ConvNetTrainerBase.OptionsBase options, Network network, ImageDataSet training, ImageDataSet? validation, PixelStatistics statistics, ulong seed,
        Action throwIfCancelled)
    {
        string networkChecksum = OptionText.Checksum(stream => stream.Write(Encoding.UTF8.GetBytes(network.ToJson())));
        var entries = new List<KeyValuePair<string, string>>
        {
            new("the network", $"{network} (checksum {networkChecksum})"),
            new("the training data", Describe(training, throwIfCancelled)),
            new("the validation data", validation is null ? "none" : Describe(validation, throwIfCancelled)),
            new("the standardisation of the pixels", $"mean {OptionText.Of(statistics.Mean)}, deviation {OptionText.Of(statistics.Deviation)}"),
            new(SeedName, seed.ToString(CultureInfo.InvariantCulture)),
        };
        entries.AddRange(OptionsOf(options));
        return new RunFingerprint(entries);
    }

    /// <summary>The options that decide about the weights and are described by nothing else, by their names.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OptionsOf(ConvNetTrainerBase.OptionsBase options)
    {
        var fields = options.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public).Where(field => !s_leftOut.Contains(field.Name));
        return fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Name, OptionText.Of(field.GetValue(options))));
    }

    /// <summary>A data set, so that others are told from it.</summary>
    // How many rows are shuffled together decides about their order, if not all are.
    public static string Describe(ImageDataSet data, Action throwIfCancelled) =>
        $"{data.RowCount} images of {data.ImageShape} with the checksum {data.Checksum(throwIfCancelled)}" +
        (data.ComputeTargetStatistics() is null ? "" : $" and labels with the checksum {OptionText.Checksum(data.LabelColumn.Targets!.Write)}") +
        (data.IsCached ? "" : $", read again in every epoch, {data.RowsWithinLimit} in memory");

    /// <summary>The seed of a described run.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static ulong SeedOf(RunFingerprint run) => ulong.TryParse(run[SeedName], NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
        ? seed
        : throw new FormatException($"The checkpoint's {SeedName} is {run[SeedName] ?? "missing"}.");
}
