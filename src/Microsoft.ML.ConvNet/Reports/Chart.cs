using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>The frame of a picture.</summary>
internal static class Chart
{
    /// <summary>An SVG element of this size, on white.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    public static XElement Of(double width, double height, string title, params object?[] content) => Markup.Svg(
        "svg",
        Markup.Attributes(
            ("width", width), ("height", height), ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            ("role", "img"), ("font-family", Palette.Fonts), ("fill", Palette.Text)),
        Markup.Svg("title", title),
        Markup.Svg("rect", Markup.Attributes(("width", width), ("height", height), ("fill", Palette.Background))),
        content);
}
