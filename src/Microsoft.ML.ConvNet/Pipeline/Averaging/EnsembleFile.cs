using System.Text.Json;
using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>
/// The entry of an ensemble in a model zip: a <see cref="SectionFile"/> that says in JSON how many models there are. Each has an entry of its own, a <see cref="ModelFile"/>.
/// </summary>
/// <param name="Count">Number of models, at least 1.</param>
internal sealed record EnsembleFile(int Count)
{
    private static readonly SectionFile s_format = new("ConvNet ensemble", "ConvNetE", version: 1, readableBy: 1);

    /// <summary>Writes the entry.</summary>
    public static void Write(Stream stream, int count) => s_format.Write(stream, section =>
    {
        using var writer = new Utf8JsonWriter(section);
        writer.WriteStartObject();
        writer.WriteNumber("models", count);
        writer.WriteEndObject();
    });

    /// <summary>Reads the entry.</summary>
    /// <exception cref="FormatException">It is of another kind, damaged or truncated, or was written by a newer version; the message says which.</exception>
    public static EnsembleFile Read(Stream stream) => s_format.Read(stream, sections =>
    {
        using var document = JsonDocument.Parse(sections.Next("settings"));
        return new EnsembleFile(new JsonMembers(document.RootElement).Integer("models", 1, int.MaxValue));
    });
}
