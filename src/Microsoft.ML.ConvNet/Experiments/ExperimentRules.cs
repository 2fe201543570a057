using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What each setting of an experiment may be.</summary>
internal static class ExperimentRules
{
    /// <summary>Checks all settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range; the message names it, what is allowed and what was given.</exception>
    public static void Check(ConvNetExperimentSettings settings)
    {
        OptionsRules.Check(settings.MaxExperimentTimeInSeconds >= 1, settings.MaxExperimentTimeInSeconds, "at least 1", nameof(settings.MaxExperimentTimeInSeconds));
        OptionsRules.Check(settings.MaxModels is null or >= 1, settings.MaxModels, "at least 1", nameof(settings.MaxModels));
        CheckName(settings.OptimizingMetric, nameof(settings.OptimizingMetric));
        OptionsRules.Check(settings.TopK >= 1, settings.TopK, "at least 1", nameof(settings.TopK));
        OptionsRules.Check(
            settings.MaximumMemoryUsageInMegaByte is null or (> 0 and < double.PositiveInfinity), settings.MaximumMemoryUsageInMegaByte, "finite and more than 0",
            nameof(settings.MaximumMemoryUsageInMegaByte));
        OptionsRules.Check(settings.CacheDirectory is not "", "empty", "a path or null", nameof(settings.CacheDirectory));
        CheckName(settings.SearchAlgorithm, nameof(settings.SearchAlgorithm));
        OptionsRules.Check(settings.MaximumEpochs is null or >= 1, settings.MaximumEpochs, "at least 1", nameof(settings.MaximumEpochs));
        OptionsRules.Check(settings.ReductionFactor >= 2, settings.ReductionFactor, "at least 2", nameof(settings.ReductionFactor));
        OptionsRules.Check(settings.ValidationSetFraction is > 0 and < 1, settings.ValidationSetFraction, "more than 0 and less than 1", nameof(settings.ValidationSetFraction));
        OptionsRules.Check(settings.ParallelTrials >= 1, settings.ParallelTrials, "at least 1", nameof(settings.ParallelTrials));
        OptionsRules.Check(settings.NumberOfThreads is null or >= 1, settings.NumberOfThreads, "at least 1", nameof(settings.NumberOfThreads));
    }

    private static void CheckName<TEnum>(TEnum value, string setting)
        where TEnum : struct, Enum => OptionsRules.Check(Enum.IsDefined(value), value, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}", setting);
}
