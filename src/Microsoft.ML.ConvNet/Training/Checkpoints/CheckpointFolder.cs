using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>
/// Writes the checkpoints of one run into a folder, which other runs may use too: the names of the files begin with the run's <see cref="RunFingerprint.Id"/>. The last ones
/// and the one of the best epoch are kept. A checkpoint that cannot be written (a full disk, say) is warned of, and the training goes on.
/// </summary>
/// <remarks>
/// Files of later steps than the run has come to are left alone: an earlier run with the same fingerprint wrote them, and they hold what this run will come to.
/// </remarks>
internal sealed class CheckpointFolder : ICheckpointKeeper
{
    private readonly CheckpointFolderOptions _options;
    private readonly RunFingerprint _run;
    private readonly Action<string> _warn;
    private long _lastSave = Stopwatch.GetTimestamp();

    /// <param name="options">Where and how often.</param>
    /// <param name="run">The run.</param>
    /// <param name="warn">Told of checkpoints that could not be written.</param>
    public CheckpointFolder(CheckpointFolderOptions options, RunFingerprint run, Action<string> warn)
    {
        _options = options;
        _run = run;
        _warn = warn;
        Try("remove what an interrupted run left in", () =>
        {
            foreach (string file in Directory.GetFiles(options.Path, $"{run.Id}-*{AtomicFile.TemporaryExtension}")) File.Delete(file);
        });
    }

    /// <summary>Checkpoints that were written.</summary>
    public int SavedCount { get; private set; }

    public bool IsDue(TrainingPosition position)
    {
        if (_options.EveryTime is { } time && Stopwatch.GetElapsedTime(_lastSave) >= time) return true;
        return position is { Totals.Batches: 0, CompletedEpochs: > 0 } && position.CompletedEpochs % _options.EveryEpochs == 0;
    }

    public void Save(TrainingState state)
    {
        Try("write a checkpoint to", () =>
        {
            AtomicFile.Write(PathOf(state.Position.Steps), stream => CheckpointFile.Write(stream, new Checkpoint(_run, state)));
            SavedCount++;
        });
        Try("remove old checkpoints from", () => RemoveOld(state));
        _lastSave = Stopwatch.GetTimestamp();
    }

    private void RemoveOld(TrainingState state)
    {
        long[] steps = [.. Steps().Where(step => step <= state.Position.Steps).Order()];
        var kept = steps.TakeLast(_options.Keep).ToHashSet();
        var best = state.History.Where(metrics => metrics.ValidationLoss is { } loss && double.IsFinite(loss) && steps.Contains(metrics.Step))
            .MinBy(metrics => (_options.BestBy == EarlyStoppingMetric.Loss ? metrics.ValidationLoss : -metrics.ValidationAccuracy, metrics.ValidationLoss));
        if (best is not null) kept.Add(best.Step);
        foreach (long step in steps)
        {
            if (!kept.Contains(step)) File.Delete(PathOf(step));
        }
    }

    /// <summary>Steps of the run's checkpoints that are in the folder.</summary>
    private IEnumerable<long> Steps()
    {
        int prefix = PathOf(0).Length - StepFormat.Length - CheckpointFiles.Extension.Length;
        foreach (string file in Directory.GetFiles(_options.Path, $"{_run.Id}-*{CheckpointFiles.Extension}"))
        {
            if (long.TryParse(file.AsSpan(prefix)[..^CheckpointFiles.Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long step)) yield return step;
        }
    }

    private const string StepFormat = "000000000";

    private string PathOf(long step) =>
        Path.Combine(_options.Path, string.Create(CultureInfo.InvariantCulture, $"{_run.Id}-{step.ToString(StepFormat, CultureInfo.InvariantCulture)}{CheckpointFiles.Extension}"));

    private void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _warn($"Could not {what} '{_options.Path}'; the training goes on without. {exception.Message}");
        }
    }
}
