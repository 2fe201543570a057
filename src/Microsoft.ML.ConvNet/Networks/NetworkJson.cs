using System.Text;
using System.Text.Json;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>The JSON form of a network; docs/network-definition.md documents it.</summary>
internal static class NetworkJson
{
    private const string Format = "Microsoft.ML.ConvNet.Network";
    private const int Version = 1;

    public static string Write(Network network)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", Version);
            writer.WriteIntegers("input", network.InputShape.Channels, network.InputShape.Height, network.InputShape.Width);
            writer.WriteStartArray("nodes");
            foreach (var node in network.Nodes)
            {
                writer.WriteStartObject();
                writer.WriteString("name", node.Name);
                writer.WriteString("kind", node.Layer.Kind);
                writer.WriteStartArray("inputs");
                foreach (string input in node.Inputs) writer.WriteStringValue(input);
                writer.WriteEndArray();
                node.Layer.Write(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static Network Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // The last two: a text that is not valid UTF-16, such as a lone surrogate.
            throw new FormatException($"The network definition is not valid JSON: {exception.Message}", exception);
        }
    }

    private static Network Read(JsonElement root)
    {
        bool hasFormat = root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && format.GetString() == Format;
        if (!hasFormat)
            throw new FormatException($"The text is not a network definition: it has no \"format\": \"{Format}\".");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number < 1)
            throw new FormatException("The network definition has no version.");
        if (number > Version) throw new FormatException($"The network definition is of version {number}, newer than the {Version} that this library reads.");
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name is not ("format" or "version" or "input" or "nodes"))
                throw new FormatException($"The network definition has the unknown property '{property.Name}'.");
        }

        var builder = ReadInput(root);
        if (!root.TryGetProperty("nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Array)
            throw new FormatException("The network definition has no list of nodes.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        int position = 0;
        foreach (var node in nodes.EnumerateArray()) names.Add(NodeName(node, position++));
        foreach (var node in nodes.EnumerateArray()) ReadNode(builder, node, names);
        try
        {
            return builder.Build();
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"The network definition is not one network: {exception.Message}", exception);
        }
    }

    private static NetworkBuilder ReadInput(JsonElement root)
    {
        if (!root.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Array || input.GetArrayLength() != 3)
            throw new FormatException("The network definition has no input of [channels, height, width].");
        var extents = new int[3];
        for (int i = 0; i < extents.Length; i++)
        {
            if (input[i].ValueKind != JsonValueKind.Number || !input[i].TryGetInt32(out extents[i]))
                throw new FormatException($"The network definition's input has '{input[i]}' where a whole number was expected.");
        }

        try
        {
            return new NetworkBuilder(new ImageShape(extents[0], extents[1], extents[2]));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FormatException($"The network definition has an impossible input. {exception.Message}", exception);
        }
    }

    private static string NodeName(JsonElement node, int position)
    {
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new FormatException($"Node {position} (counted from 0) of the network definition is not an object with a name.");
        return name.GetString()!;
    }

    private static void ReadNode(NetworkBuilder builder, JsonElement element, HashSet<string> names)
    {
        string name = element.GetProperty("name").GetString()!;
        var reader = new LayerReader(name, element);
        reader.Text("name");
        string kind = reader.Text("kind");
        var inputs = reader.Texts("inputs").Select(input =>
        {
            if (builder.TryGetHandle(input, out var handle)) return handle;
            throw new FormatException(names.Contains(input)
                ? $"Node '{name}' takes its input from '{input}', which does not come before it: the nodes have a cycle or are not in order."
                : $"Node '{name}' takes its input from '{input}', which does not exist.");
        }).ToArray();
        try
        {
            var layer = LayerKinds.Read(kind, reader) ?? throw new FormatException($"Node '{name}' is of the unknown kind '{kind}'.");
            reader.End();
            builder.Append(layer, inputs, name);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"Node '{name}' of the network definition is impossible. {exception.Message}", exception);
        }
    }
}
