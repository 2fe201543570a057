using Microsoft.ML.ConvNet.Experiments;
using static Microsoft.ML.ConvNet.Tests.Experiments.StripesExperiment;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>An experiment whose process is killed again and again goes on each time, and comes to the trials, in every bit, of one that was left alone.</summary>
public sealed class KillAndContinueTests : IDisposable
{
    private const string FolderVariable = "CONVNET_TEST_EXPERIMENT";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void ComesToTheSameTrials()
    {
        var expected = Execute(Settings(5));
        string log = Path.Combine(_directory.FullName, ExperimentLog.FileName);
        int[] reportsBeforeKill = [1, 3, 4, 7];
        foreach (int reports in reportsBeforeKill)
        {
            int lines = File.Exists(log) ? File.ReadAllLines(log).Length : 0;
            using var process = ChildProcess.Start(ExecuteInChild, KeyValuePair.Create(FolderVariable, _directory.FullName));
            for (int i = 0; i < reports; i++) Assert.True(process.StandardOutput.ReadLine() is not null, "The process ended before it was killed.");
            process.Kill();
            process.WaitForExit();
            Assert.NotEqual(0, process.ExitCode);
            Assert.True(File.ReadAllLines(log).Length >= lines);
        }

        ChildProcess.Run(ExecuteInChild, KeyValuePair.Create(FolderVariable, _directory.FullName));
        var settings = Settings(5);
        settings.CacheDirectory = _directory.FullName;
        var continued = Execute(settings);
        Assert.Equal(expected.BestRun.Trial, continued.BestRun.Trial);
        Assert.Equal(expected.RunDetails.Select(run => run.ToString()), continued.RunDetails.Select(run => run.ToString()));
        foreach (var (one, other) in expected.RunDetails.Zip(continued.RunDetails)) Assert.Equal(WeightsOf(one), WeightsOf(other));
    }

    private static void ExecuteInChild()
    {
        var settings = Settings(5);
        settings.CacheDirectory = Environment.GetEnvironmentVariable(FolderVariable);
        Execute(settings, progress: new Handler(report => Console.WriteLine(report.Run)));
    }
}
