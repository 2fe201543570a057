using System.Globalization;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Estimates what a trial takes before it is begun.</summary>
internal static class TrialMemory
{
    /// <summary>Copies of the weights beside the plan's own: where the run began, those of the best epoch, and those that are being measured.</summary>
    private const int WeightCopies = 3;

    /// <summary>Bytes of the plans for training and evaluation, of what the optimizer remembers, and of copies of the weights.</summary>
    public static long Estimate(Network network, ConvNetTrainer.Options options, int threads)
    {
        var memory = network.Memory(options.BatchSize, threads, options.RecomputeActivations);
        int slots = (options.Optimizer ?? new Adam()).CreateState(0, []).Slots.Count;
        int copies = WeightCopies + (options.WeightAverageDecay is null ? 0 : 1);
        return memory.Training.Total + memory.Scoring.Total - memory.Scoring.Parameters + slots * memory.OptimizerSlot + copies * memory.Training.Parameters;
    }

    /// <summary>Why a trial would take too much; null if it would not.</summary>
    /// <param name="trialBytes">What it takes.</param>
    /// <param name="dataBytes">What the rows take.</param>
    /// <param name="parallelTrials">How many are trained at the same time; each may take as much as any other.</param>
    /// <param name="limitInMegaByte">The limit.</param>
    public static string? Problem(long trialBytes, long dataBytes, int parallelTrials, double limitInMegaByte)
    {
        double share = (limitInMegaByte - Megabytes(dataBytes)) / parallelTrials;
        if (Megabytes(trialBytes) <= share) return null;
        string each = parallelTrials == 1 ? "" : $", shared by {parallelTrials} trials";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The trial would take about {Megabytes(trialBytes):F1} MiB, but {nameof(ConvNetExperimentSettings.MaximumMemoryUsageInMegaByte)} = {limitInMegaByte} leaves {Math.Max(0, limitInMegaByte - Megabytes(dataBytes)):F1} MiB beside the pictures{each}.");
    }

    private static double Megabytes(long bytes) => bytes / (1024.0 * 1024.0);
}
