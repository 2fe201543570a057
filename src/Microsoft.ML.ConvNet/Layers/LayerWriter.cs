using System.Text.Json;

namespace Microsoft.ML.ConvNet.Layers;

/// <summary>Writes the value types of hyper-parameters; the inverse of <see cref="LayerReader"/>.</summary>
internal static class LayerWriter
{
    /// <summary>[height, width].</summary>
    public static void WriteExtent(this Utf8JsonWriter writer, string property, Extent value) => writer.WriteIntegers(property, value.Height, value.Width);

    /// <summary>[top, left, bottom, right], or "same".</summary>
    public static void WritePadding(this Utf8JsonWriter writer, string property, Padding value)
    {
        if (value.IsSame) writer.WriteString(property, LayerReader.SamePadding);
        else writer.WriteIntegers(property, value.Top, value.Left, value.Bottom, value.Right);
    }

    /// <summary>The name of a padding mode.</summary>
    public static void WritePaddingMode(this Utf8JsonWriter writer, string property, PaddingMode value) =>
        writer.WriteString(property, LayerReader.PaddingModes[(int)value]);

    /// <summary>A list of whole numbers.</summary>
    public static void WriteIntegers(this Utf8JsonWriter writer, string property, params ReadOnlySpan<int> values)
    {
        writer.WriteStartArray(property);
        foreach (int value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
