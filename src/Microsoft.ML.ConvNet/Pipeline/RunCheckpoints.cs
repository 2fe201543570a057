using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The checkpoints of one training: the one to go on from, and where new ones are written.</summary>
internal sealed class RunCheckpoints
{
    private readonly ConvNetTrainerBase.OptionsBase _options;
    private readonly TrainingReporter _reporter;
    private readonly (Checkpoint Checkpoint, string File)? _found;

    /// <summary>Creates the folder, and reads the checkpoint to go on from.</summary>
    /// <exception cref="IOException">The folder cannot be created, or there is nothing to go on from.</exception>
    /// <exception cref="FormatException">The checkpoint is damaged.</exception>
    public RunCheckpoints(ConvNetTrainerBase.OptionsBase options, TrainingReporter reporter)
    {
        _options = options;
        _reporter = reporter;
        if (options.WorkspacePath is { } folder) Directory.CreateDirectory(folder);
        if (options.ResumeFrom is not { } source) return;
        _found = CheckpointFiles.ReadNewest(source, message => reporter.Warning($"{message}"));
        if (_found is not null) return;
        if (options.WorkspacePath is null || Path.GetFullPath(source) != Path.GetFullPath(options.WorkspacePath))
            throw new FileNotFoundException($"{nameof(options.ResumeFrom)}: there is no checkpoint in the folder '{source}'.", source);
        reporter.Info($"There is no checkpoint in '{source}' yet: the training starts from the beginning");
    }

    /// <summary>The seed of the run that is resumed; null for a new run.</summary>
    public ulong? Seed => _found is var (checkpoint, _) ? RunDescription.SeedOf(checkpoint.Run) : null;

    /// <summary>Adds to a run's settings where it goes on from and where its checkpoints go.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="describe">Describes the run; called only if need be, because it reads all data.</param>
    /// <exception cref="InvalidOperationException">The checkpoint is of another run; the message says what differs.</exception>
    public TrainingSettings AddTo(TrainingSettings settings, Func<RunFingerprint> describe)
    {
        if (_options.WorkspacePath is null && _found is null) return settings;
        var run = describe();
        if (_found is var (checkpoint, file))
        {
            var differences = run.DifferencesFrom(checkpoint.Run);
            if (differences.Count > 0)
                throw new InvalidOperationException($"The checkpoint '{file}' is of another run, from which this one cannot go on: {string.Join("; ", differences)}.");
            var position = checkpoint.State.Position;
            _reporter.Info($"The training goes on from '{file}': {position.CompletedEpochs} of {_options.Epoch} epochs and {position.Totals.Rows} images of the next are done");
            settings = settings with { ResumeFrom = checkpoint.State };
        }

        return _options.WorkspacePath is { } folder ? settings with { Checkpoints = new CheckpointFolder(FolderOptions(folder), run, message => _reporter.Warning($"{message}")) } : settings;
    }

    private CheckpointFolderOptions FolderOptions(string folder) => new()
    {
        Path = folder,
        EveryEpochs = _options.CheckpointEveryEpochs,
        EveryTime = _options.CheckpointEveryMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        Keep = _options.CheckpointsToKeep,
        BestBy = _options.EarlyStoppingCriteria?.Metric ?? EarlyStoppingMetric.Loss,
    };
}
