using System.Text.RegularExpressions;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>Files of docs and of the examples, as they lie beside the tests.</summary>
internal static partial class DocumentationText
{
    /// <summary>A file's text.</summary>
    public static string Read(string fileName) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", fileName)).ReplaceLineEndings("\n");

    /// <summary>The code blocks of a language in a text of Markdown.</summary>
    public static IEnumerable<string> Blocks(string text, string language) =>
        CodeBlock().Matches(text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
