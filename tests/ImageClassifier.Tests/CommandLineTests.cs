namespace ImageClassifier.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("train", "pictures", "--epochs", "0")]
    [InlineData("train", "pictures", "--epochs", "many")]
    [InlineData("train", "pictures", "--learning-rate", "-1")]
    [InlineData("train", "pictures", "--validation", "1")]
    [InlineData("train", "pictures", "--patience", "3")]
    [InlineData("train", "pictures", "--average", "1")]
    [InlineData("train", "pictures", "--resume")]
    [InlineData("train", "pictures", "--size", "0x3")]
    [InlineData("train", "pictures", "--size", "3x4x5")]
    [InlineData("train", "pictures", "--architecture", "none")]
    [InlineData("train", "pictures", "--unknown")]
    [InlineData("predict")]
    [InlineData("summary", "none")]
    [InlineData("unknown")]
    public async Task AWrongCommandLineEndsWithTheUsageCodeAndAReason(params string[] arguments)
    {
        CommandRun run = await CommandRun.Of(arguments);
        Assert.Equal(CommandLine.Usage, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheReasonNamesOptionValueAndWhatWasExpected()
    {
        CommandRun run = await CommandRun.Of("train", "pictures", "--epochs", "0");
        Assert.Contains("--epochs is 0; expected a whole number of at least 1.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HelpSucceedsAndListsTheCommands()
    {
        CommandRun run = await CommandRun.Of("--help");
        Assert.Equal(CommandLine.Success, run.Code);
        string[] commands = ["train", "evaluate", "predict", "import", "summary", "draw"];
        foreach (string command in commands) Assert.Contains($"  {command} ", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task AMissingFolderFailsWithItsNameAndNoStackTrace()
    {
        CommandRun run = await CommandRun.Of("train", "no-such-folder");
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.Equal("error: There is no folder no-such-folder.", run.Error.Trim());
    }

    [Fact]
    public async Task TraceAddsTheStackTrace()
    {
        CommandRun run = await CommandRun.Of("train", "no-such-folder", "--trace");
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.Contains("   at ImageClassifier.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingModelFailsWithItsName()
    {
        CommandRun run = await CommandRun.Of("predict", "picture.png", "--model", "no-such.zip");
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.Contains("no-such.zip", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SummaryPrintsTheNetworkForTheSizeAndClassesGiven()
    {
        CommandRun run = await CommandRun.Of("summary", "small", "--size", "28", "--grayscale", "--classes", "7");
        Assert.Equal(CommandLine.Success, run.Code);
        Assert.Contains("1x28x28", run.Output, StringComparison.Ordinal);
        Assert.Contains("7x1x1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SummaryOfATooSmallPictureNamesTheLayer()
    {
        CommandRun run = await CommandRun.Of("summary", "lenet5", "--size", "4");
        Assert.Equal(CommandLine.Failure, run.Code);
        Assert.Contains("conv2", run.Error, StringComparison.Ordinal);
    }
}
