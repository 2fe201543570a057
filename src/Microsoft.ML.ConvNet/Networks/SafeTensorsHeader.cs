using System.Text.Json;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>The JSON header of a safetensors file.</summary>
internal static class SafeTensorsHeader
{
    /// <summary>Longest header in bytes, as in the reference implementation.</summary>
    public const int MaximumLength = 100_000_000;

    private const string Metadata = "__metadata__";

    // The data begin at a multiple of this, as in the reference implementation; spaces fill up the header.
    private const int Alignment = 8;

    public static byte[] Write(Weights weights)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            long position = 0;
            writer.WriteStartObject();
            foreach (var (name, tensor) in weights)
            {
                if (name == Metadata) throw new ArgumentException($"A tensor cannot be named '{Metadata}'.", nameof(weights));
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "F32");
                writer.WriteStartArray("shape");
                foreach (int extent in tensor.Dimensions) writer.WriteNumberValue(extent);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(position);
                position += (long)tensor.Values.Length * sizeof(float);
                writer.WriteNumberValue(position);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        while (stream.Length % Alignment != 0) stream.WriteByte((byte)' ');
        if (stream.Length > MaximumLength)
            throw new ArgumentException($"The header would have {stream.Length} bytes, of at most {MaximumLength}.", nameof(weights));
        return stream.ToArray();
    }

    public static List<SafeTensorsEntry> Read(ReadOnlyMemory<byte> header)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("The weights' header is not a JSON object.");
            var entries = new List<SafeTensorsEntry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name != Metadata) entries.Add(ReadEntry(property.Name, property.Value));
            }

            return entries;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not valid UTF-16, such as a lone surrogate.
            throw new FormatException($"The weights' header is not valid JSON: {exception.Message}", exception);
        }
    }

    private static SafeTensorsEntry ReadEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new FormatException($"Tensor '{name}' has no dtype, shape and data_offsets.");
        if (!element.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String)
            throw new FormatException($"Tensor '{name}' has no dtype.");
        string dataType = type.GetString()!;
        if (SafeTensorsEntry.IsBatchCounterName(name) ? SafeTensorsEntry.WidthOf(dataType) == 0 : !SafeTensorsEntry.ReadableTypes.Contains(dataType))
            throw new FormatException($"Tensor '{name}' has the dtype '{dataType}'; {string.Join(", ", SafeTensorsEntry.ReadableTypes)} can be read.");
        int width = SafeTensorsEntry.WidthOf(dataType);

        long[] shape = Integers(name, element, "shape");
        Int128 count = 1;
        foreach (long extent in shape)
        {
            if (extent is < 0 or > int.MaxValue) throw new FormatException($"Tensor '{name}' has an extent of {extent} in its shape.");

            // Not even a later extent of 0 makes up for it: the product is checked step by step.
            count *= extent;
            if (count > Array.MaxLength) throw new FormatException($"Tensor '{name}' of {string.Join("x", shape)} has more values than an array can hold.");
        }

        long[] offsets = Integers(name, element, "data_offsets");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw new FormatException($"Tensor '{name}' has the impossible data_offsets [{string.Join(", ", offsets)}].");
        if (offsets[1] - offsets[0] != count * width)
            throw new FormatException(
                $"Tensor '{name}' of {string.Join("x", shape)} in {dataType} needs {count * width} bytes, but its data_offsets have {offsets[1] - offsets[0]}.");
        return new SafeTensorsEntry(name, dataType, width, [.. shape.Select(extent => (int)extent)], offsets[0], offsets[1]);
    }

    private static long[] Integers(string tensor, JsonElement element, string property)
    {
        if (!element.TryGetProperty(property, out var list) || list.ValueKind != JsonValueKind.Array)
            throw new FormatException($"Tensor '{tensor}' has no list '{property}'.");
        var values = new long[list.GetArrayLength()];
        int i = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out values[i++]))
                throw new FormatException($"Tensor '{tensor}' has '{item}' in its '{property}' where a whole number was expected.");
        }

        return values;
    }
}
