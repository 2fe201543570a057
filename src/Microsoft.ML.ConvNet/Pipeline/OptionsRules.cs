using System.Globalization;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>What each option of the trainer may be.</summary>
internal static class OptionsRules
{
    private const int LargestBatch = 65536;

    /// <summary>A year: far from what a TimeSpan cannot hold.</summary>
    private const int LongestMinutes = 366 * 24 * 60;

    /// <summary>Checks all options of a trainer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it, what is allowed and what was given.</exception>
    public static void Check(ConvNetTrainerBase.OptionsBase options)
    {
        CheckScoring(options);
        CheckName(options.LabelColumnName, nameof(options.LabelColumnName));
        if (options.ExampleWeightColumnName is { } weight) CheckName(weight, nameof(options.ExampleWeightColumnName));
        Check(
            options.Task.Name != ConvNetTask.Regression || options.EarlyStoppingCriteria is not { Metric: EarlyStoppingMetric.Accuracy }, EarlyStoppingMetric.Accuracy,
            "by the loss, because regression has no accuracy", nameof(options.EarlyStoppingCriteria));
        if (options is ConvNetBinaryTrainer.Options binary) CheckProbability(binary);
        Check(options.Epoch >= 1, options.Epoch, "at least 1", nameof(options.Epoch));
        Check(options.BatchSize is >= 1 and <= LargestBatch, options.BatchSize, $"from 1 to {LargestBatch}", nameof(options.BatchSize));
        Check(float.IsFinite(options.LearningRate) && options.LearningRate > 0, options.LearningRate, "finite and more than 0", nameof(options.LearningRate));
        Check(
            float.IsFinite(options.L2Regularization) && options.L2Regularization >= 0, options.L2Regularization, "finite and at least 0",
            nameof(options.L2Regularization));
        Check(
            float.IsFinite(options.L1Regularization) && options.L1Regularization >= 0, options.L1Regularization, "finite and at least 0",
            nameof(options.L1Regularization));
        Check(options.Loss is null || options.Task.Accepts(options.Loss), options.Loss, options.Task.AcceptedLosses, nameof(options.Loss));
        CheckBalance(options);
        Check(options.GradientClipNorm is null or (> 0 and < float.PositiveInfinity), options.GradientClipNorm, "finite and more than 0", nameof(options.GradientClipNorm));
        Check(options.GradientClipValue is null or (> 0 and < float.PositiveInfinity), options.GradientClipValue, "finite and more than 0", nameof(options.GradientClipValue));
        Check(options.Augmentation is not null, "null", "a list of augmentations", nameof(options.Augmentation));
        Check(options.CacheLimit is null or >= 0, options.CacheLimit, "at least 0", nameof(options.CacheLimit));
        Check(options.GradientAccumulationSteps >= 1, options.GradientAccumulationSteps, "at least 1", nameof(options.GradientAccumulationSteps));
        Check(options.WeightAverageDecay is null or (>= 0 and < 1), options.WeightAverageDecay, "at least 0 and less than 1", nameof(options.WeightAverageDecay));
        Check(options.WorkspacePath is not "", "empty", "a path or null", nameof(options.WorkspacePath));
        Check(options.ResumeFrom is not "", "empty", "a path or null", nameof(options.ResumeFrom));
        Check(options.CheckpointEveryEpochs >= 1, options.CheckpointEveryEpochs, "at least 1", nameof(options.CheckpointEveryEpochs));
        Check(
            options.CheckpointEveryMinutes is null or (> 0 and <= LongestMinutes), options.CheckpointEveryMinutes, $"more than 0, at most {LongestMinutes}",
            nameof(options.CheckpointEveryMinutes));
        Check(options.CheckpointsToKeep >= 1, options.CheckpointsToKeep, "at least 1", nameof(options.CheckpointsToKeep));
        Check(options.ValidationSetFraction is null or (> 0 and < 1), options.ValidationSetFraction, "more than 0 and less than 1", nameof(options.ValidationSetFraction));
        Check(
            options.ImageShape is null or { IsValid: true }, options.ImageShape, "a shape whose channels, height and width are each at least 1",
            nameof(options.ImageShape));
        Check(options.Standardize || options.ChannelMeans is null, "given", $"null when {nameof(options.Standardize)} is off", nameof(options.ChannelMeans));
    }

    /// <summary>Checks all options of a scoring estimator.</summary>
    /// <inheritdoc cref="Check(ConvNetTrainerBase.OptionsBase)" path="/exception"/>
    public static void Check(ConvNetScoringEstimator.Options options, Network network)
    {
        CheckScoring(options);
        var output = network.OutputShape;
        Check(output is { Height: 1, Width: 1 }, output, "one whose output is (classes, 1, 1)", nameof(network));
        CheckEvaluation(options, network);
        if (options.ClassNames is not { } names) return;
        Check(names.Count == output.Channels, $"{names.Count}", $"one name for each of the network's {output.Channels} classes", nameof(options.ClassNames));
        Check(!names.Contains(null), "null", "names", nameof(options.ClassNames));
    }

    /// <summary>Checks that the network can be evaluated as the options say.</summary>
    /// <inheritdoc cref="Check(ConvNetTrainerBase.OptionsBase)" path="/exception"/>
    public static void CheckEvaluation(ConvNetScoringOptions options, Network network)
    {
        try
        {
            options.TestTimeEvaluation?.NetworkOf(network);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentOutOfRangeException(nameof(options.TestTimeEvaluation), $"{nameof(options.TestTimeEvaluation)}: {exception.Message}");
        }
    }

    private static void CheckBalance(ConvNetTrainerBase.OptionsBase options)
    {
        var loss = options.Loss ?? options.Task.DefaultLoss;
        Check(
            !options.BalanceClasses || loss is CrossEntropyLoss { ClassWeights.IsEmpty: true } or FocalLoss { Alpha.IsEmpty: true } or BinaryCrossEntropyLoss { PositiveWeight: 1 },
            options.BalanceClasses,
            $"false unless {nameof(options.Loss)} is cross-entropy without class weights, a focal loss without alpha, or binary cross-entropy without a positive weight",
            nameof(options.BalanceClasses));
    }

    private static void CheckProbability(ConvNetBinaryTrainer.Options options)
    {
        CheckName(options.ProbabilityColumnName, nameof(options.ProbabilityColumnName));
        Check(
            options.ProbabilityColumnName != options.ScoreColumnName && options.ProbabilityColumnName != options.PredictedLabelColumnName, options.ProbabilityColumnName,
            $"another name than {nameof(options.ScoreColumnName)} and {nameof(options.PredictedLabelColumnName)}", nameof(options.ProbabilityColumnName));
    }

    private static void CheckScoring(ConvNetScoringOptions options)
    {
        CheckName(options.FeatureColumnName, nameof(options.FeatureColumnName));
        CheckName(options.ScoreColumnName, nameof(options.ScoreColumnName));
        CheckName(options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName));
        if (options.ImagePathColumnName is { } path) CheckName(path, nameof(options.ImagePathColumnName));
        Check(
            options.ScoreColumnName != options.PredictedLabelColumnName, options.PredictedLabelColumnName, $"another name than {nameof(options.ScoreColumnName)}",
            nameof(options.PredictedLabelColumnName));
        Check(Enum.IsDefined(options.Resizing), options.Resizing, $"one of {string.Join(", ", Enum.GetNames<ImageResizingEstimator.ResizingKind>())}", nameof(options.Resizing));
        CheckStatistics(options);
        Check(options.NumberOfThreads is null or >= 1, options.NumberOfThreads, "at least 1", nameof(options.NumberOfThreads));
        Check(
            options.LookAhead is >= 0 and <= ScoringBlock.Largest, options.LookAhead, $"from 1 to {ScoringBlock.Largest}, or 0 to choose by the size of the network",
            nameof(options.LookAhead));
    }

    /// <summary>Checks that an option has as many values as there are channels.</summary>
    /// <inheritdoc cref="Check(ConvNetTrainerBase.OptionsBase)" path="/exception"/>
    public static void CheckChannels(int count, int channels, string option) =>
        Check(count == channels, $"{count}", $"one value for each of the images' {channels} channels", option);

    private static void CheckStatistics(ConvNetScoringOptions options)
    {
        const string means = nameof(options.ChannelMeans), deviations = nameof(options.ChannelDeviations);
        Check(options.ChannelMeans?.Count == options.ChannelDeviations?.Count, Count(options.ChannelDeviations), $"as long as {means} ({Count(options.ChannelMeans)})", deviations);
        foreach (float value in options.ChannelMeans ?? []) Check(float.IsFinite(value), value, "finite", means);
        foreach (float value in options.ChannelDeviations ?? []) Check(float.IsFinite(value) && value > 0, value, "finite and more than 0", deviations);

        static string Count(IReadOnlyList<float>? values) => values is null ? "null" : $"{values.Count} values";
    }

    /// <summary>Checks what depends on whether there are validation rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option needs them.</exception>
    public static void CheckValidation(ConvNetTrainerBase.OptionsBase options, bool hasValidation)
    {
        if (hasValidation || options.EarlyStoppingCriteria is null) return;
        throw new ArgumentOutOfRangeException(
            nameof(options.EarlyStoppingCriteria),
            $"{nameof(options.EarlyStoppingCriteria)} needs validation rows: give {nameof(options.ValidationSet)} or {nameof(options.ValidationSetFraction)}.");
    }

    private static void CheckName(string? name, string option)
    {
        if (string.IsNullOrEmpty(name)) throw new ArgumentOutOfRangeException(option, $"{option} cannot be null or empty.");
    }

    /// <summary>Throws what is thrown for every option that is out of range.</summary>
    public static void Check<T>(bool isAllowed, T value, string allowed, string option)
    {
        if (isAllowed) return;
        throw new ArgumentOutOfRangeException(option, string.Create(CultureInfo.InvariantCulture, $"{option} must be {allowed}, but is {value}."));
    }
}
