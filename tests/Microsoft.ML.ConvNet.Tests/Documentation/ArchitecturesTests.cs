using System.Globalization;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>docs/architectures.md has all built-in architectures, with their parameters and multiply-adds.</summary>
public class ArchitecturesTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "architectures.md")).SkipWhile(line => line != "## All of them").SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal))
            .Skip(1).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void TheTableHasAllOfThem() => Assert.Equal(ConvNetArchitecture.All.Select(architecture => architecture.Name), Rows.Select(row => row[0]));

    [Fact]
    public void CountsAreThoseOfTheNetworks()
    {
        foreach (string[] row in Rows)
        {
            int[] extents = [.. row[1].Split('x').Select(extent => int.Parse(extent, CultureInfo.InvariantCulture))];
            var network = ConvNetArchitecture.Parse(row[0]).Build(new ImageShape(extents[0], extents[1], extents[2]), int.Parse(row[2], CultureInfo.InvariantCulture));
            Assert.Equal(
                $"{row[0]}: {row[3]}, {row[4]}",
                string.Create(CultureInfo.InvariantCulture, $"{row[0]}: {network.ParameterCount:N0}, {network.MultiplyAdds / 1e6:N1} M"));
        }
    }
}
