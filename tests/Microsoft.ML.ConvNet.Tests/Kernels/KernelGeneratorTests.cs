using Microsoft.ML.ConvNet.KernelGenerator;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public class KernelGeneratorTests
{
    public static TheoryData<string> Files => [.. Program.Generate().Select(file => file.FileName)];

    [Theory]
    [MemberData(nameof(Files))]
    public void TheCheckedInFileIsWhatTheGeneratorWrites(string fileName)
    {
        string path = Path.Combine(Program.KernelsFolder, fileName);
        Assert.True(
            File.ReadAllText(path) == Program.Generate().Single(file => file.FileName == fileName).Text, $"{path} is not current: run eng/KernelGenerator.");
    }

    [Fact]
    public void EveryGeneratedFileHasItsGenerator() =>
        Assert.Equal(
            Program.Generate().Select(file => file.FileName).Order(StringComparer.Ordinal),
            Directory.GetFiles(Program.KernelsFolder, "*.g.cs").Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
}
