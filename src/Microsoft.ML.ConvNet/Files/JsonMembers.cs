using System.Text.Json;

namespace Microsoft.ML.ConvNet.Files;

/// <summary>Reads the members of a JSON object; what is missing or of another type is a <see cref="FormatException"/> that names the member.</summary>
internal sealed class JsonMembers(JsonElement element)
{
    /// <summary>The names of all members.</summary>
    public IEnumerable<string> Names => element.EnumerateObject().Select(member => member.Name);

    /// <summary>A text that is not empty.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw Bad(name, "a text");

    /// <summary>A text that is not empty, or null when the member is missing.</summary>
    public string? TextOrNull(string name)
    {
        if (Find(name) is not { } member) return null;
        return member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : throw Bad(name, "a text");
    }

    /// <summary>True or false.</summary>
    public bool Boolean(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad(name, "true or false"),
    };

    /// <summary>True or false; false when the member is missing.</summary>
    public bool BooleanOrFalse(string name) => Find(name) is not null && Boolean(name);

    /// <summary>The name of a value of an enumeration.</summary>
    public TEnum Enumeration<TEnum>(string name)
        where TEnum : struct, Enum
    {
        string text = Text(name);
        return Enum.IsDefined(typeof(TEnum), text) ? Enum.Parse<TEnum>(text) : throw Bad(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    /// <summary>A whole number.</summary>
    public int Integer(string name, int least, int most) => IntegerOrNull(name, least, most) ?? throw Bad(name, $"a whole number from {least} to {most}");

    /// <summary>A whole number, or null when the member is missing.</summary>
    public int? IntegerOrNull(string name, int least, int most)
    {
        if (Find(name) is not { } member) return null;
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out int value) && value >= least && value <= most
            ? value
            : throw Bad(name, $"a whole number from {least} to {most}");
    }

    /// <summary>A list of whole numbers.</summary>
    public int[] Integers(string name) =>
        [.. List(name).Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int value) ? value : throw Bad(name, "a list of whole numbers"))];

    /// <summary>A list of numbers.</summary>
    public float[] Singles(string name) =>
        [.. List(name).Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetSingle(out float value) ? value : throw Bad(name, "a list of numbers"))];

    /// <summary>A whole number of 0 or more.</summary>
    public long Count(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out long value) && value >= 0 ? value : throw Bad(name, "a whole number of 0 or more");

    /// <summary>A number.</summary>
    public double Double(string name) => DoubleOrNull(name) ?? throw Bad(name, "a number");

    /// <summary>A number, or null when the member is missing.</summary>
    public double? DoubleOrNull(string name)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out double value)) return value;
        return member.ValueKind == JsonValueKind.String && JsonNumber.NotFinite(member.GetString()!) is { } number ? number : throw Bad(name, "a number");
    }

    /// <summary>An object.</summary>
    public JsonMembers Object(string name) => ObjectOrNull(name) ?? throw Bad(name, "an object");

    /// <summary>An object, or null when the member is missing.</summary>
    public JsonMembers? ObjectOrNull(string name)
    {
        if (Find(name) is not { } member) return null;
        return member.ValueKind == JsonValueKind.Object ? new JsonMembers(member) : throw Bad(name, "an object");
    }

    /// <summary>A list of objects.</summary>
    public IEnumerable<JsonMembers> Objects(string name) =>
        List(name).Select(item => item.ValueKind == JsonValueKind.Object ? new JsonMembers(item) : throw Bad(name, "a list of objects"));

    private static FormatException Bad(string name, string expected) => new($"member '{name}' must be {expected}");

    private JsonElement.ArrayEnumerator List(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Bad(name, "a list");

    private JsonElement? Find(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;
}
