using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>The JSON header of a safetensors file, checked: the tensors lie one behind the other without gaps.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>Bytes of the header's length in front of it.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>Longest header in bytes, as in the reference implementation.</summary>
    public const int MaximumLength = 100_000_000;

    /// <summary>More extents than PyTorch's tensors can have.</summary>
    private const int MostExtents = 64;

    private const string Metadata = "__metadata__";

    // The data begin at a multiple of this, as in the reference implementation; spaces fill up the header.
    private const int Alignment = 8;

    private readonly ImmutableArray<SafeTensorsEntry> _entries;

    private SafeTensorsHeader(List<SafeTensorsEntry> entries)
    {
        _entries = [.. entries];
        ByPlace = [.. entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End)];
        foreach (var entry in ByPlace)
        {
            if (entry.Start != DataLength)
                throw new FormatException(
                    $"Tensor '{entry.Name}' begins at byte {entry.Start} of the data, but the tensors before it end at {DataLength}: they overlap or leave a gap.");
            DataLength = entry.End;
        }
    }

    /// <summary>The tensors in the order of their data.</summary>
    public ImmutableArray<SafeTensorsEntry> ByPlace { get; }

    /// <summary>Bytes of all tensors.</summary>
    public long DataLength { get; }

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

    /// <summary>The header's length.</summary>
    /// <param name="prefix">What stands in front of the header; fewer bytes when there are no more.</param>
    /// <exception cref="FormatException">The bytes are too few, or claim more than a header may have.</exception>
    public static int ReadLength(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < PrefixLength) throw new FormatException("The weights end within their first 8 bytes, which hold the header's length.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumLength)
            throw new FormatException($"The weights' header claims {length} bytes, of at most {MaximumLength}: this is not a safetensors file, or it is damaged.");
        return (int)length;
    }

    /// <summary>Reads and checks the JSON text.</summary>
    /// <exception cref="FormatException">It is damaged; the message names the tensor.</exception>
    public static SafeTensorsHeader Read(ReadOnlyMemory<byte> header)
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

            return new SafeTensorsHeader(entries);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not valid UTF-16, such as a lone surrogate.
            throw new FormatException($"The weights' header is not valid JSON: {exception.Message}", exception);
        }
    }

    public static FormatException EndsWithinHeader(int length, long came) => new($"The weights end within their header: it claims {length} bytes, but {came} came.");

    public static FormatException EndsWithin(SafeTensorsEntry entry, long came) =>
        new($"The weights end within tensor '{entry.Name}': it has {entry.End - entry.Start} bytes, but {came} came.");

    public static FormatException BytesBehind(long dataLength) => new($"There are bytes after the last tensor, which ends at byte {dataLength} of the data.");

    /// <summary>The tensors in the order of the header, without batch counters.</summary>
    public Weights Weights(Func<SafeTensorsEntry, Tensor> tensor) =>
        new(_entries.Where(entry => !entry.IsBatchCounter).Select(entry => KeyValuePair.Create(entry.Name, tensor(entry))));

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
        if (shape.Length > MostExtents) throw new FormatException($"Tensor '{name}' has {shape.Length} extents, of at most {MostExtents}.");
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
