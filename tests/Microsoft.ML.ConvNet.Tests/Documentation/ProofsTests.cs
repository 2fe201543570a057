using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.ConvNet.Tests.Layers;
using Microsoft.ML.ConvNet.Tests.Onnx;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>docs/proofs.md says of every kind of layer how it is proven, and its numbers are those of the tests.</summary>
public partial class ProofsTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "proofs.md"));

    // Columns: kind, gradient-check cases, golden scripts, ONNX cases, properties.
    private static readonly Dictionary<string, string[]> LayerRows = Rows("Layers").ToDictionary(row => row[0].Trim('`'), StringComparer.Ordinal);

    [Fact]
    public void EveryKindHasARowWithTheNumberOfItsGradientChecks()
    {
        var counts = LayerGradientCases.All.CountBy(one => one.Kind).OrderBy(one => one.Key, StringComparer.Ordinal);
        AssertSays(counts.Select(one => $"{one.Key}: {one.Value}"), LayerRows.Select(row => $"{row.Key}: {row.Value[1]}"));
    }

    [Fact]
    public void EveryLossHasARow()
    {
        var losses = typeof(Loss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Loss))).Select(type => type.Name).Order(StringComparer.Ordinal);
        string[] cells = [.. Rows("Losses and optimizers").SelectMany(row => Code().Matches(row[0]).Select(match => match.Groups[1].Value))];
        AssertSays(losses, cells.Order(StringComparer.Ordinal));
    }

    [TestDataFact(OnnxArchive.FileName)]
    public void TheNumbersOfOnnxCasesAreThoseThatRun()
    {
        // A case proves the layer that gives its output; what only takes inputs apart does not count.
        var kinds = OnnxArchive.Cases.Values.Where(one => OnnxLeftOut.Reason(one.Name) is null).Select(one => OnnxRunner.Kind(one.Node())).ToList();
        var counts = kinds.CountBy(kind => kind).ToDictionary();
        var documented = LayerRows.Select(row => (row.Key, row.Value[3])).Concat(Rows("Losses and optimizers").Select(row => (row[0].Split(':')[0], row[2])));
        AssertSays(documented.Select(row => $"{row.Item1}: {counts.GetValueOrDefault(row.Item1)}"), documented.Select(row => $"{row.Item1}: {row.Item2}"));
        Assert.Equal(kinds.Count, documented.Sum(row => int.Parse(row.Item2, CultureInfo.InvariantCulture)));
        string total = string.Create(CultureInfo.InvariantCulture, $"{kinds.Count} of {OnnxArchive.Cases.Count} cases run");
        Assert.Contains(total, Text);
    }

    [TestDataFact(OnnxArchive.FileName)]
    public void TheReasonsForLeavingCasesOutAreThoseOfTheTests()
    {
        var expected = OnnxArchive.Cases.Keys.Select(OnnxLeftOut.Reason).OfType<string>().CountBy(reason => reason).OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal);
        AssertSays(expected.Select(one => $"| {one.Key} | {one.Value} |"), Rows("ONNX cases that are left out").Select(row => $"| {row[0]} | {row[1]} |"));
    }

    [Fact]
    public void TestsAndScriptsThatAreNamedExist()
    {
        string[] known =
        [
            .. typeof(ProofsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => method.Name).Append(type.Name)),
            .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "golden")).Select(Path.GetFileNameWithoutExtension).OfType<string>(),
        ];
        string[] named = [.. LayerRows.Values.SelectMany(row => new[] { row[2], row[4] })
            .Concat(Rows("Losses and optimizers").Select(row => row[1])).SelectMany(cell => Code().Matches(cell).Select(match => match.Groups[1].Value))];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, known));
    }

    private static void AssertSays(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        string correct = string.Join('\n', expected);
        Assert.True(correct == string.Join('\n', actual), $"docs/proofs.md must say:\n{correct}");
    }

    /// <summary>The rows of the table under a heading, without those of the heading itself.</summary>
    private static IEnumerable<string[]> Rows(string heading)
    {
        string section = Text[Text.IndexOf($"## {heading}", StringComparison.Ordinal)..];
        return section.Split('\n').SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
    }

    [GeneratedRegex("`([A-Za-z_]+)`")]
    private static partial Regex Code();
}
