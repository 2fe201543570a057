using System.Text.Json;

namespace Microsoft.ML.ConvNet.Layers;

/// <summary>Reads a node's JSON object property by property; every complaint names the node and the property.</summary>
internal sealed class LayerReader(string node, JsonElement element)
{
    /// <summary>What stands for <see cref="ConvNet.Padding.Same"/>.</summary>
    public const string SamePadding = "same";

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>A whole number that fits Int32.</summary>
    public int Integer(string property) => Integer(Property(property), property);

    /// <summary>A single-precision number.</summary>
    public float Number(string property)
    {
        var value = Property(property);
        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) ? number : throw Wrong(property, "a number");
    }

    /// <summary>True or false.</summary>
    public bool Boolean(string property) => Property(property).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(property, "true or false"),
    };

    /// <summary>A text.</summary>
    public string Text(string property)
    {
        var value = Property(property);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(property, "a text");
    }

    /// <summary>One of several texts.</summary>
    public string Choice(string property, params ReadOnlySpan<string> choices)
    {
        string text = Text(property);
        return choices.Contains(text) ? text : throw Wrong(property, $"one of {string.Join(", ", choices!)}");
    }

    /// <summary>A list of texts.</summary>
    public string[] Texts(string property)
    {
        var list = Property(property);
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw Wrong(property, "a list of texts");
        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>[height, width].</summary>
    public Extent Extent(string property)
    {
        var values = Integers(property, 2);
        return new Extent(values[0], values[1]);
    }

    /// <summary>Names of the values of <see cref="ConvNet.PaddingMode"/>, in their order.</summary>
    public static IReadOnlyList<string> PaddingModes { get; } = ["zeros", "replicate", "reflect"];

    /// <summary>The name of a padding mode.</summary>
    public PaddingMode PaddingMode(string property)
    {
        string name = Text(property);
        for (int mode = 0; mode < PaddingModes.Count; mode++)
        {
            if (name == PaddingModes[mode]) return (PaddingMode)mode;
        }

        throw Wrong(property, $"one of {string.Join(", ", PaddingModes)}");
    }

    /// <summary>[top, left, bottom, right], or "same".</summary>
    public Padding Padding(string property)
    {
        var value = Property(property);
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString() == SamePadding ? ConvNet.Padding.Same : throw Wrong(property, $"\"{SamePadding}\" or a list of 4 whole numbers");
        var values = Integers(property, 4);
        return new Padding(values[0], values[1], values[2], values[3]);
    }

    /// <summary>The name of an initializer.</summary>
    public Initializer Initializer(string property) =>
        ConvNet.Initializer.Find(Text(property))
            ?? throw Wrong(property, $"one of {string.Join(", ", ConvNet.Initializer.All.Select(initializer => initializer.Name))}");

    /// <summary>Refuses properties that nobody asked for: they would mean something that this version does not do.</summary>
    public void End()
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!_read.Contains(property.Name)) throw new FormatException($"Node '{node}' has the unknown property '{property.Name}'.");
        }
    }

    private int[] Integers(string property, int count)
    {
        var list = Property(property);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != count) throw Wrong(property, $"a list of {count} whole numbers");
        return [.. list.EnumerateArray().Select(item => Integer(item, property))];
    }

    private int Integer(JsonElement value, string property) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(property, "a whole number within Int32");

    private JsonElement Property(string property)
    {
        _read.Add(property);
        return element.TryGetProperty(property, out var value) ? value : throw new FormatException($"Node '{node}' lacks the property '{property}'.");
    }

    private FormatException Wrong(string property, string expected) => new($"Node '{node}': property '{property}' must be {expected}.");
}
