using Microsoft.ML.ConvNet.Experiments;
using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>The search without networks: budget, failures, and the log.</summary>
public sealed class ExperimentRunTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private readonly ManualTime _time = new();

    private string LogFile => Path.Combine(_directory.FullName, ExperimentLog.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void TheBestTrialsGetTheEpochs()
    {
        // Trial 5 is the best from its first epoch on.
        var trainer = new FakeTrialTrainer(_time, (trial, epoch) => (trial == 5 ? 0.9 : 0.1 + trial / 100.0) + epoch / 1000.0);
        var run = Run(trainer, new ConvNetExperimentSettings { MaxModels = 6 }, out var end);
        Assert.Equal(ConvNetExperimentEnd.AllModelsTried, end);
        Assert.Equal(5, run.Best!.Number);
        Assert.Equal(Enumerable.Range(1, 6), run.Trials.Select(trial => trial.Number));
        Assert.Equal([1, 1, 3, 3, 9, 3], run.Trials.Select(trial => trial.Epochs));
        Assert.Equal(ConvNetRunState.Completed, run.Trials[4].State);

        // Every training goes on where the one before stopped: no epoch twice.
        Assert.Equal([(3, 1, 1), (3, 2, 3)], trainer.Trainings.Where(training => training.Trial == 3));
        Assert.Equal([(5, 1, 1), (5, 2, 3), (5, 4, 9)], trainer.Trainings.Where(training => training.Trial == 5));
    }

    [Fact]
    public void TheTimeIsKeptToTheBatch()
    {
        var trainer = new FakeTrialTrainer(_time, (trial, epoch) => trial / 100.0 + epoch / 1000.0);
        var run = Run(trainer, new ConvNetExperimentSettings { MaxExperimentTimeInSeconds = 26 }, out var end);
        Assert.Equal(ConvNetExperimentEnd.TimeIsUp, end);
        Assert.Equal(TimeSpan.FromSeconds(26), _time.GetElapsedTime(0));

        // The last begin leaves the six seconds that the best needs for its last stage.
        int trained = 0, lastBegin = 0;
        foreach (var (_, from, to) in trainer.Trainings)
        {
            if (from == 1) lastBegin = trained;
            trained += to - from + 1;
        }

        Assert.Equal(26, trained);
        Assert.InRange(lastBegin, 10, 26 - 7);
        Assert.Equal(ConvNetRunState.Completed, run.Trials[trainer.Trainings[^1].Trial - 1].State);
        Assert.DoesNotContain(run.Trials, trial => trial.State == ConvNetRunState.Running);
    }

    [Fact]
    public void LessIsBetterForLoss()
    {
        var run = Run(new FakeTrialTrainer(_time, (trial, _) => trial == 3 ? 0.1 : trial), new ConvNetExperimentSettings { MaxModels = 4, OptimizingMetric = ConvNetExperimentMetric.LogLoss }, out _);
        Assert.Equal(3, run.Best!.Number);
        Assert.Equal(9, run.Trials[2].Epochs);
    }

    [Fact]
    public void WhatFailsIsRecordedAndTheSearchGoesOn()
    {
        var trainer = new FakeTrialTrainer(_time, (trial, _) => trial is 1 or 2 ? throw new FormatException($"No {trial}") : 0.5);
        var run = Run(trainer, new ConvNetExperimentSettings { MaxModels = 4 }, out var end);
        Assert.Equal(ConvNetExperimentEnd.AllModelsTried, end);
        Assert.Equal((ConvNetRunState.Failed, "No 1"), (run.Trials[0].State, run.Trials[0].Reason));
        Assert.Equal(3, run.Best!.Number);
    }

    [Fact]
    public void ASearchInWhichEverythingFailsEnds()
    {
        var run = Run(new FakeTrialTrainer(_time, (_, _) => throw new FormatException("No")), new ConvNetExperimentSettings(), out var end);
        Assert.Equal(ConvNetExperimentEnd.TooManyFailures, end);
        Assert.Equal(ExperimentRun.MostFailuresInARow, run.Trials.Count);
        Assert.Null(run.Best);
    }

    [Fact]
    public void ASmallSpaceIsExhausted()
    {
        var run = Run(new FakeTrialTrainer(_time, (trial, _) => trial), new ConvNetExperimentSettings { SearchSpace = ConvNetSearchSpace.Of<SearchSpaceTests.Few>() }, out var end);
        Assert.Equal(ConvNetExperimentEnd.SpaceExhausted, end);
        Assert.Equal(6, run.Trials.Count);
    }

    [Fact]
    public void CancellingEndsTheSearchWithWhatThereIs()
    {
        using var cancellation = new CancellationTokenSource();
        var trainer = new FakeTrialTrainer(_time, (trial, _) => trial) { BeforeEpoch = task => CancelAt(task, 3) };
        var run = Run(trainer, new ConvNetExperimentSettings(), out var end, cancellation.Token);
        Assert.Equal(ConvNetExperimentEnd.Cancelled, end);
        Assert.Equal(2, run.Best!.Number);
        Assert.Equal(ConvNetRunState.Interrupted, run.Trials[2].State);

        void CancelAt(TrialTask task, int trial)
        {
            if (task.Trial == trial) cancellation.Cancel();
        }
    }

    [Fact]
    public void ParallelTrialsAreEachTrainedByOneThread()
    {
        var trainer = new FakeTrialTrainer(_time, (trial, epoch) => trial + epoch / 100.0);
        var run = Run(trainer, new ConvNetExperimentSettings { MaxModels = 9, ParallelTrials = 3 }, out var end);
        Assert.Equal(ConvNetExperimentEnd.AllModelsTried, end);
        Assert.Equal(9, run.Trials.Count);
        Assert.Contains(run.Trials, trial => trial.State == ConvNetRunState.Completed);
        foreach (var trainings in trainer.Trainings.GroupBy(training => training.Trial))
        {
            int next = 1;
            foreach (var (_, from, to) in trainings)
            {
                Assert.Equal(next, from);
                next = to + 1;
            }
        }
    }

    [Fact]
    public void AnErrorOfTheHandlerComesOut()
    {
        var trainer = new FakeTrialTrainer(_time, (trial, _) => trial);
        var settings = new ConvNetExperimentSettings { ParallelTrials = 2 };
        var exception = Assert.Throws<InvalidOperationException>(() => Create(trainer, settings, null, (_, best) => throw new InvalidOperationException("handler"), CancellationToken.None).Run());
        Assert.Equal("handler", exception.Message);
    }

    [Fact]
    public void TheLogContinuesAnExperiment()
    {
        static double Score(int trial, int epoch) => trial * 37 % 11 / 11.0 + epoch / 1000.0;
        var whole = Run(new FakeTrialTrainer(_time, Score), new ConvNetExperimentSettings { MaxModels = 12 }, out _);

        // The process ends when the log has so many lines; the line that it was writing is half there.
        for (int lines = 1; lines <= 12; lines += 3)
        {
            File.Delete(LogFile);
            var first = new FakeTrialTrainer(_time, Score);
            RunWithLog(first, 12);
            string[] all = File.ReadAllLines(LogFile);
            File.WriteAllText(LogFile, string.Join('\n', all[..lines]) + "\n" + all[lines][..(all[lines].Length / 2)]);

            var second = new FakeTrialTrainer(_time, Score);
            foreach (var trial in ReadRecords().GroupBy(record => record.Trial)) second.Place(trial.Key, trial.Last().History!.Epochs.Length);
            var run = RunWithLog(second, 12);
            Assert.Equal(whole.Best!.Number, run.Best!.Number);
            Assert.Equal(whole.Trials.Select(Text), run.Trials.Select(Text));
            Assert.Equal(first.Trainings[(lines - 1)..], second.Trainings);
            Assert.Equal(all.Length, File.ReadAllLines(LogFile).Length);
        }

        static string Text(Trial trial) => $"{trial.Number} {trial.State} {trial.Epochs} {trial.Metric} {string.Join(' ', trial.Scores)} {trial.Runtime}";
    }

    [Fact]
    public void TimeThatWasTakenBeforeCounts()
    {
        var settings = new ConvNetExperimentSettings { MaxExperimentTimeInSeconds = 13 };
        static double Score(int trial, int epoch) => trial / 100.0;
        using (var log = OpenLog()) _ = Run(new FakeTrialTrainer(_time, Score), settings, out _, log: log);
        string[] lines = File.ReadAllLines(LogFile);
        using (var log = OpenLog())
        {
            var trainer = new FakeTrialTrainer(_time, Score);
            Run(trainer, settings, out var end, log: log);
            Assert.Equal(ConvNetExperimentEnd.TimeIsUp, end);
            Assert.Empty(trainer.Trainings);
        }

        Assert.Equal(lines, File.ReadAllLines(LogFile));
        using (var log = OpenLog())
        {
            // What was interrupted goes on first.
            var trainer = new FakeTrialTrainer(_time, Score);
            int interrupted = log.Records.Last(record => record.State == ConvNetRunState.Interrupted).Trial;
            Run(trainer, new ConvNetExperimentSettings { MaxExperimentTimeInSeconds = 18 }, out _, log: log);
            Assert.Equal(interrupted, trainer.Trainings[0].Trial);
            Assert.Equal(5, trainer.Trainings.Sum(training => training.To - training.From + 1));
        }
    }

    [Fact]
    public void ADamagedLogIsAnError()
    {
        RunWithLog(new FakeTrialTrainer(_time, (trial, _) => trial), 3);
        string[] lines = File.ReadAllLines(LogFile);
        lines[2] = lines[2].Replace("\"trial\":", "\"trail\":", StringComparison.Ordinal);
        File.WriteAllLines(LogFile, lines);
        var exception = Assert.Throws<FormatException>(() => OpenLog());
        Assert.Contains("line 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALogIsWrittenByOneProcessOnly()
    {
        using var log = OpenLog();
        Assert.ThrowsAny<IOException>(() => OpenLog());
    }

    private ExperimentRun RunWithLog(FakeTrialTrainer trainer, int maximumTrials)
    {
        using var log = OpenLog();
        return Run(trainer, new ConvNetExperimentSettings { MaxModels = maximumTrials }, out _, log: log);
    }

    private ExperimentLog OpenLog()
    {
        var log = ExperimentLog.Open(_directory.FullName);
        if (log.Header is null) log.Begin(new ExperimentHeader(new RunFingerprint([new("what", "a test")]), Seed: 1, FakeTrialTrainer.Stages));
        return log;
    }

    private IReadOnlyList<TrialRecord> ReadRecords()
    {
        using var log = OpenLog();
        return log.Records;
    }

    private ExperimentRun Run(FakeTrialTrainer trainer, ConvNetExperimentSettings settings, out ConvNetExperimentEnd end, CancellationToken cancellation = default, ExperimentLog? log = null)
    {
        var run = Create(trainer, settings, log, (_, _) => { }, cancellation);
        end = run.Run();
        return run;
    }

    private ExperimentRun Create(FakeTrialTrainer trainer, ConvNetExperimentSettings settings, ExperimentLog? log, Action<Trial, Trial?> report, CancellationToken cancellation)
    {
        var space = settings.SearchSpace ?? ConvNetSearchSpace.For(new ImageShape(1, 28, 28), 10);
        var clock = new ExperimentClock(_time, TimeSpan.FromSeconds(settings.MaxExperimentTimeInSeconds));
        return new ExperimentRun(ExperimentPlan.Of(settings, space, seed: 1, FakeTrialTrainer.Stages.Count, validationRows: 1_000_000_000), trainer, log, clock, report, cancellation);
    }
}
