using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Tests.Training.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private readonly List<string> _warnings = [];

    public void Dispose()
    {
        if (_directory.Exists) _directory.Delete(recursive: true);
    }

    [Fact]
    public void TheLastOnesAndTheBestAreKept()
    {
        var folder = Folder(new() { Path = _directory.FullName, Keep = 2 });
        double[] losses = [3, 1, 2, 2.5, 4];
        for (int epoch = 1; epoch <= losses.Length; epoch++) folder.Save(State(10 * epoch, losses.Take(epoch)));
        Assert.Equal([20, 40, 50], Steps());

        // Between epochs there is nothing to compare.
        folder.Save(State(53, losses));
        Assert.Equal([20, 50, 53], Steps());
        Assert.Empty(_warnings);
    }

    [Fact]
    public void TheBestIsTheBestByTheMetricThatIsWatched()
    {
        var folder = Folder(new() { Path = _directory.FullName, Keep = 1, BestBy = EarlyStoppingMetric.Accuracy });

        // The accuracy rises in the first three epochs, whatever the loss does.
        for (int epoch = 1; epoch <= 3; epoch++) folder.Save(State(10 * epoch, Enumerable.Range(1, epoch).Select(loss => (double)loss)));
        Assert.Equal([30], Steps());
    }

    [Fact]
    public void OfEqualAccuraciesThatWithTheSmallerLossIsTheBest()
    {
        var folder = Folder(new() { Path = _directory.FullName, Keep = 1, BestBy = EarlyStoppingMetric.Accuracy });
        double[] losses = [3, 1, 2, double.NaN];
        for (int epoch = 1; epoch <= losses.Length; epoch++)
        {
            var state = State(10 * epoch, losses.Take(epoch));
            folder.Save(state with { History = [.. state.History.Select(metrics => metrics with { ValidationAccuracy = 0.5 })] });
        }

        Assert.Equal([20, 40], Steps());
    }

    [Fact]
    public void OtherRunsAndLaterStepsAreLeftAlone()
    {
        var other = new CheckpointFolder(new() { Path = _directory.FullName }, new RunFingerprint([new("a", "b")]), _warnings.Add);
        other.Save(State(5, []));
        var first = Folder(new() { Path = _directory.FullName, Keep = 1 });
        first.Save(State(100, []));
        var second = Folder(new() { Path = _directory.FullName, Keep = 1 });
        second.Save(State(10, []));
        second.Save(State(20, []));
        Assert.Equal([5, 20, 100], Steps());
    }

    [Fact]
    public void WhatAKilledWriterLeftBehindIsRemoved()
    {
        var run = CheckpointFileTests.Sample().Run;
        string temporary = Path.Combine(_directory.FullName, $"{run.Id}-000000010.checkpoint.abc.tmp"), other = Path.Combine(_directory.FullName, "other-1.checkpoint.abc.tmp");
        File.WriteAllText(temporary, "half");
        File.WriteAllText(other, "half");
        Folder(new() { Path = _directory.FullName });
        Assert.False(File.Exists(temporary));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void IsDueAfterEpochsAndAfterTime()
    {
        static TrainingPosition At(int epochs, long batches) => new(epochs, 0, 0, new EpochTotals(0, 0, 0, batches, batches), 0);
        var folder = Folder(new() { Path = _directory.FullName, EveryEpochs = 3 });
        Assert.False(folder.IsDue(At(0, 0)));
        Assert.False(folder.IsDue(At(2, 0)));
        Assert.True(folder.IsDue(At(3, 0)));
        Assert.False(folder.IsDue(At(3, 1)));
        Assert.True(folder.IsDue(At(6, 0)));

        Assert.False(Folder(new() { Path = _directory.FullName, EveryTime = TimeSpan.FromDays(1) }).IsDue(At(0, 1)));
        Assert.True(Folder(new() { Path = _directory.FullName, EveryTime = TimeSpan.FromTicks(1) }).IsDue(At(0, 1)));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsWarnedOf()
    {
        var folder = Folder(new() { Path = _directory.FullName });
        folder.Save(State(10, []));
        _directory.Delete(recursive: true);
        folder.Save(State(20, []));
        Assert.Contains(_warnings, warning => warning.StartsWith($"Could not write a checkpoint to '{_directory.FullName}'; the training goes on without.", StringComparison.Ordinal));

        // When there is room again, checkpoints are written again.
        _directory.Create();
        folder.Save(State(30, []));
        Assert.Equal([30], Steps());
    }

    [Fact]
    public void TheNewestThatCanBeReadIsFound()
    {
        var folder = Folder(new() { Path = _directory.FullName, Keep = 3 });
        Assert.Null(CheckpointFiles.ReadNewest(_directory.FullName, _warnings.Add));
        for (int step = 1; step <= 3; step++)
        {
            folder.Save(State(step, []));
            File.SetLastWriteTimeUtc(PathOf(step), new DateTime(2026, 1, step));
        }

        Assert.Equal(PathOf(3), CheckpointFiles.ReadNewest(_directory.FullName, _warnings.Add)!.Value.File);
        Assert.Equal(2, CheckpointFiles.ReadNewest(PathOf(2), _warnings.Add)!.Value.Checkpoint.State.Position.Steps);
        Assert.Empty(_warnings);

        Damage(PathOf(3));
        var (checkpoint, file) = CheckpointFiles.ReadNewest(_directory.FullName, _warnings.Add)!.Value;
        Assert.Equal((PathOf(2), 2), (file, checkpoint.State.Position.Steps));
        Assert.StartsWith($"'{PathOf(3)}': The checkpoint is damaged", Assert.Single(_warnings));
        Assert.Contains(PathOf(3), Assert.Throws<FormatException>(() => CheckpointFiles.ReadNewest(PathOf(3), _warnings.Add)).Message);

        File.WriteAllBytes(PathOf(2), []);
        Damage(PathOf(1));
        Assert.StartsWith("None of the checkpoints", Assert.Throws<FormatException>(() => CheckpointFiles.ReadNewest(_directory.FullName, _warnings.Add)).Message);
        Assert.Throws<FileNotFoundException>(() => CheckpointFiles.ReadNewest(Path.Combine(_directory.FullName, "nothing"), _warnings.Add));
    }

    [Fact]
    public void DifferencesBetweenRunsAreNamedWithBothValues()
    {
        RunFingerprint run = new([new("data", "10 rows"), new("Epoch", "5"), new("Seed", "1")]), other = new([new("data", "11 rows"), new("Seed", "1"), new("Decay", "0.1")]);
        Assert.Equal(
            ["data was 11 rows and is 10 rows", "Epoch was not there and is 5", "Decay was 0.1 and is not there"],
            run.DifferencesFrom(other));
        Assert.Empty(run.DifferencesFrom(new RunFingerprint(run.Entries)));
        Assert.NotEqual(run.Id, other.Id);
    }

    private CheckpointFolder Folder(CheckpointFolderOptions options) => new(options, CheckpointFileTests.Sample().Run, _warnings.Add);

    private static TrainingState State(long steps, IEnumerable<double> validationLosses)
    {
        var sample = CheckpointFileTests.Sample().State;
        return sample with
        {
            Position = sample.Position with { Steps = steps, CompletedEpochs = validationLosses.Count() },
            History = [.. validationLosses.Select((loss, i) => CheckpointFileTests.Epoch(i + 1, steps: 10 * (i + 1), loss))],
            Kept = null,
        };
    }

    private static void Damage(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, time);
    }

    private string PathOf(long step) => Path.Combine(_directory.FullName, $"{CheckpointFileTests.Sample().Run.Id}-{step:D9}.checkpoint");

    private IEnumerable<long> Steps() => _directory.GetFiles("*.checkpoint").Select(file => long.Parse(Path.GetFileNameWithoutExtension(file.Name).Split('-')[1])).Order();
}
