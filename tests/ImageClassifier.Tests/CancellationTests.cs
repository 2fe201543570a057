using System.Diagnostics;
using ImageClassifier.Drawing;

namespace ImageClassifier.Tests;

public sealed class CancellationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainingStopsCleanlyWhenTheProcessIsToldToEnd()
    {
        if (OperatingSystem.IsWindows()) return;

        new PictureSet(Size: 16, TrainPerClass: 4, TestPerClass: 1, NewPerClass: 0, Seed: 1).Write(_folder.Path, CancellationToken.None);
        string model = _folder.Combine("model.zip");
        string[] arguments = [typeof(CommandLine).Assembly.Location, "train", _folder.Path, "--epochs", "1000000", "--model", model];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            string? line;
            do line = await process.StandardOutput.ReadLineAsync(limit.Token);
            while (line is not null && !line.StartsWith("Epoch 2/", StringComparison.Ordinal));
            Assert.NotNull(line);

            // As Ctrl+C does, but a signal that a background job does not ignore.
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync(limit.Token);
            Task<string> rest = process.StandardOutput.ReadToEndAsync(limit.Token), error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(CommandLine.Cancelled, process.ExitCode);
            Assert.Equal("Cancelled.", (await error).Trim());
            Assert.DoesNotContain("Saved", await rest, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
