using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>docs/network-definition.md says of every kind of layer what the library does.</summary>
public partial class NetworkDefinitionTests
{
    private static readonly string Text = DocumentationText.Read("network-definition.md");

    // A constant of each layer.
    private static readonly string[] KindNames = [.. typeof(Layer).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract)
        .Select(type => (string)type.GetField("KindName", BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!)
        .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Kinds => [.. KindNames];

    /// <summary>Text by heading.</summary>
    private static Dictionary<string, string> Sections =>
        SectionHeading().Split(Text).Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AKindIsDocumentedWithAnExampleThatReadsAndATableOfItsProperties(string kind)
    {
        Assert.True(Sections.TryGetValue(kind, out string? section), $"docs/network-definition.md has no section '### {kind}' with an example and a table of its properties.");
        string example = Assert.Single(DocumentationText.Blocks(section, "json"));

        // The end of a side branch is no network of its own.
        string rest = kind == AuxiliaryOutputLayer.KindName ? """, { "name": "output", "kind": "relu", "inputs": ["input"] }""" : "";
        var network = Network.FromJson($$"""{ "format": "Microsoft.ML.ConvNet.Network", "version": 1, "input": [8, 12, 12], "nodes": [ {{example}}{{rest}} ] }""");
        Assert.Equal(kind, network.Nodes[0].Layer.Kind);
        Assert.Contains($"`{network.Nodes[0].Layer.GetType().Name}`", section);

        using JsonDocument written = JsonDocument.Parse(network.ToJson()), documented = JsonDocument.Parse(example);
        Assert.True(JsonElement.DeepEquals(written.RootElement.GetProperty("nodes")[0], documented.RootElement), $"The example of '{kind}' is written as {network.ToJson()}.");
        Assert.Equal(
            documented.RootElement.EnumerateObject().Select(property => property.Name).Except(["name", "kind", "inputs"]).Order(StringComparer.Ordinal),
            TableRow().Matches(section).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheKindsStandInAlphabeticalOrderAndExist()
    {
        string kinds = Text[Text.IndexOf("## Kinds of layers", StringComparison.Ordinal)..];
        Assert.Equal(KindNames, SectionHeading().Matches(kinds).Select(heading => heading.Groups[1].Value));
    }

    [Fact]
    public void EveryInitializerIsNamed() => Assert.All(Initializer.All, initializer => Assert.Contains($"`{initializer.Name}`", Text));

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex SectionHeading();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
