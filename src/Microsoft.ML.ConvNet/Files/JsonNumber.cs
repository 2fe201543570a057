using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.ConvNet.Files;

/// <summary>Numbers in JSON, which knows neither infinity nor NaN: these are written as text.</summary>
internal static class JsonNumber
{
    /// <summary>Writes a member that <see cref="JsonMembers.Double"/> reads back exactly.</summary>
    public static void WriteDouble(this Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What the text of a number that is not finite stands for; null for any other text.</summary>
    public static double? NotFinite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsFinite(value) ? value : null;
}
