using System.Text.Json;

namespace Microsoft.ML.ConvNet.Layers;

/// <summary>Writes the value types of hyper-parameters; the inverse of <see cref="LayerReader"/>.</summary>
internal static class LayerWriter
{
    /// <summary>[height, width].</summary>
    public static void WriteExtent(this Utf8JsonWriter writer, string property, Extent value) => writer.WriteIntegers(property, value.Height, value.Width);

    /// <summary>[top, left, bottom, right].</summary>
    public static void WritePadding(this Utf8JsonWriter writer, string property, Padding value) =>
        writer.WriteIntegers(property, value.Top, value.Left, value.Bottom, value.Right);

    /// <summary>A list of whole numbers.</summary>
    public static void WriteIntegers(this Utf8JsonWriter writer, string property, params ReadOnlySpan<int> values)
    {
        writer.WriteStartArray(property);
        foreach (int value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
