using System.Text.RegularExpressions;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples in C# of the documentation compile: each occurs, line by line apart from indentation, in the file of examples that belongs to its page.</summary>
public partial class ExamplesTests
{
    [Theory]
    [InlineData("architectures.md", "ArchitecturesExamples.cs")]
    [InlineData("experiments.md", "ExperimentsExamples.cs")]
    [InlineData("network-definition.md", "NetworkDefinitionExamples.cs")]
    [InlineData("pretrained-weights.md", "PretrainedWeightsExamples.cs")]
    [InlineData("scoring.md", "ScoringExamples.cs")]
    [InlineData("training.md", "TrainingExamples.cs")]
    public void ExamplesInCodeAreThoseOfTheTests(string page, string file)
    {
        string examples = WithoutIndentation(DocumentationText.Read(file));
        string[] blocks = [.. DocumentationText.Blocks(DocumentationText.Read(page), "csharp")];
        Assert.NotEmpty(blocks);
        foreach (string block in blocks)
            Assert.True(examples.Contains(WithoutIndentation(block), StringComparison.Ordinal), $"{file} does not have this example of {page}:\n{block}");
    }

    private static string WithoutIndentation(string text) => Indentation().Replace(text, "").Trim();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();
}
