using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet.Training.Checkpoints;
using Xunit.Abstractions;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>A training that is killed again and again, also in the middle of writing a checkpoint, and goes on each time, ends with the bits of one that was left alone.</summary>
public sealed class KillAndResumeTests(ITestOutputHelper output) : IDisposable
{
    private const string FolderVariable = "CONVNET_TEST_CHECKPOINTS";

    /// <summary>How many runs to try instead of one.</summary>
    private const string RunsVariable = "CONVNET_TEST_KILLED_RUNS";

    private const string WeightsFile = "weights.safetensors";
    private const int KillsPerRun = 5;

    /// <summary>SIGKILL, as .NET reports it; on Windows a killed process has the exit code -1.</summary>
    private static readonly int KilledExitCode = OperatingSystem.IsWindows() ? -1 : 128 + 9;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    private int _kills, _killsWhileWriting, _filesLost;

    private string Checkpoints => Path.Combine(_directory.FullName, "checkpoints");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void EndsWithTheSameBits()
    {
        string weights = Path.Combine(_directory.FullName, WeightsFile);
        Fit(null, null).Model.SaveWeights(weights);
        byte[] expected = File.ReadAllBytes(weights);
        var random = new Random(1);
        int runs = int.Parse(Environment.GetEnvironmentVariable(RunsVariable) ?? "1", CultureInfo.InvariantCulture), identical = 0;
        for (int run = 1; run <= runs; run++)
        {
            File.Delete(weights);
            KillRepeatedly(random);
            if (File.ReadAllBytes(weights).AsSpan().SequenceEqual(expected)) identical++;
            output.WriteLine($"{run} runs: {_kills} kills, {_killsWhileWriting} of them while a checkpoint was written; {identical} runs bit-identical; {_filesLost} files lost");
            Assert.Equal(run, identical);
            Assert.Equal(0, _filesLost);
            Directory.Delete(Checkpoints, recursive: true);
        }

        Assert.True(_killsWhileWriting >= runs, $"{_killsWhileWriting} of {_kills} kills were while a checkpoint was written");
    }

    /// <summary>Kills and resumes a run, then lets it come to its end.</summary>
    private void KillRepeatedly(Random random)
    {
        Directory.CreateDirectory(Checkpoints);
        for (int kill = 0; kill < KillsPerRun; kill++)
        {
            if (kill % 2 == 0)
            {
                int batches = random.Next(0, 5);
                Kill(process => WaitForBatches(process, batches));
                continue;
            }

            // On a busy machine the file may be complete before the signal comes.
            for (int count = random.Next(1, 5), before = _killsWhileWriting, tries = 0; tries < 5 && _killsWhileWriting == before; count = 1, tries++)
                Kill(process => WaitForWriting(process, count));
        }

        ChildProcess.Run(TrainInChild, KeyValuePair.Create(FolderVariable, _directory.FullName));
        Assert.Empty(Directory.GetFiles(Checkpoints, "*.tmp"));
    }

    /// <summary>Starts or resumes the run, waits, and kills it.</summary>
    private void Kill(Action<Process> wait)
    {
        string? newest = Newest();
        using var process = ChildProcess.Start(TrainInChild, KeyValuePair.Create(FolderVariable, _directory.FullName));
        var error = process.StandardError.ReadToEndAsync();
        wait(process);
        process.Kill();
        process.WaitForExit();
        if (process.ExitCode == 0) return;
        Assert.True(process.ExitCode == KilledExitCode, $"The process ended before it was killed, with exit code {process.ExitCode}. {error.Result}");
        _kills++;
        if (Directory.GetFiles(Checkpoints, "*.tmp").Length > 0) _killsWhileWriting++;
        CountLostFiles(newest);
    }

    /// <summary>Waits until the process has trained so many batches since it began.</summary>
    private static void WaitForBatches(Process process, int batches)
    {
        for (int i = 0; i <= batches && process.StandardOutput.ReadLine() is not null; i++)
        {
        }
    }

    /// <summary>Waits until the process is about to write its n-th checkpoint or a later one: a temporary file has appeared that was not there before.</summary>
    private void WaitForWriting(Process process, int count)
    {
        var drained = process.StandardOutput.ReadToEndAsync();
        var seen = Directory.GetFiles(Checkpoints, "*.tmp").ToHashSet();
        while (count > 0 && !process.HasExited)
        {
            foreach (string file in Directory.GetFiles(Checkpoints, "*.tmp"))
            {
                if (seen.Add(file)) count--;
            }
        }
    }

    /// <summary>Every file must be readable, and none may be older than the newest was before.</summary>
    private void CountLostFiles(string? newestBefore)
    {
        foreach (string file in Directory.GetFiles(Checkpoints, "*" + CheckpointFiles.Extension))
        {
            using var stream = File.OpenRead(file);
            try
            {
                CheckpointFile.Read(stream);
            }
            catch (FormatException)
            {
                _filesLost++;
            }
        }

        if (string.CompareOrdinal(newestBefore, Newest()) > 0) _filesLost++;
    }

    private string? Newest() => Directory.GetFiles(Checkpoints, "*" + CheckpointFiles.Extension).Max(StringComparer.Ordinal);

    private static void TrainInChild()
    {
        // What a real program does: the same call whether or not it is the first try.
        string folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        var model = Fit(Path.Combine(folder, "checkpoints"), _ => Console.WriteLine("batch"));
        model.Model.SaveWeights(Path.Combine(folder, WeightsFile));
    }

    private static ConvNetTransformer Fit(string? checkpoints, Action<ConvNetProgress>? progress)
    {
        var mlContext = new MLContext(1);
        var options = Stripes.Options(epoch: 6);
        options.ValidationSetFraction = 0.2f;
        options.EarlyStoppingCriteria = new EarlyStopping { Patience = 5 };
        options.WeightAverageDecay = 0.9f;
        options.GradientAccumulationSteps = 2;
        options.Augmentation = Augmentations.RandomCrop(1).Cutout(2);
        options.WorkspacePath = options.ResumeFrom = checkpoints;
        options.CheckpointEveryMinutes = 1e-9;
        options.ProgressCallback = progress;
        var chain = (IEnumerable<ITransformer>)Stripes.Pipeline(mlContext, options).Fit(mlContext.Data.LoadFromEnumerable(Stripes.Draw(300, 1)));
        return chain.OfType<ConvNetTransformer>().Single();
    }
}
