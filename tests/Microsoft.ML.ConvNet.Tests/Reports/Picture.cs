using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Tests.Reports;

/// <summary>Reads a chart as a person does: by its elements' kinds, and positions by the labels of the axes.</summary>
internal static class Picture
{
    /// <summary>Elements of a class, at any depth.</summary>
    public static XElement[] OfClass(this XElement element, string name) =>
        [.. element.Descendants().Where(one => one.Attribute("class")?.Value.Split(' ').Contains(name) == true)];

    /// <summary>The texts in an element that are shown; not tooltips.</summary>
    public static string[] Texts(this XElement element) => [.. element.Descendants().Where(one => one.Name.LocalName == "text").Select(ShownText)];

    /// <summary>A length or position.</summary>
    public static double Number(this XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>The points of a polyline, in pixels.</summary>
    public static (double X, double Y)[] Points(this XElement polyline) => [.. polyline.Attribute("points")!.Value.Split(' ').Select(point =>
    {
        double[] numbers = [.. point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    })];

    /// <summary>The value at a height, by the two outermost labels.</summary>
    public static double ValueAt(this XElement panel, double y, bool isLogarithmic = false)
    {
        var labels = Labels(panel, "labels-y", "y");
        var ((firstValue, first), (lastValue, last)) = (labels[0], labels[^1]);
        double share = (y - (first - 4)) / (last - first);
        return isLogarithmic ? firstValue * Math.Pow(lastValue / firstValue, share) : firstValue + share * (lastValue - firstValue);
    }

    /// <summary>The value at a horizontal position, by the two outermost labels.</summary>
    public static double ValueAcross(this XElement panel, double x)
    {
        var labels = Labels(panel, "labels-x", "x");
        var ((firstValue, first), (lastValue, last)) = (labels[0], labels[^1]);
        return firstValue + (x - first) / (last - first) * (lastValue - firstValue);
    }

    private static (double Value, double Position)[] Labels(XElement panel, string group, string attribute) =>
    [
        .. Assert.Single(panel.OfClass(group)).Elements().Where(label => label.Attribute("class") is null)
            .Select(label => (double.Parse(label.Value, CultureInfo.InvariantCulture), label.Number(attribute))),
    ];

    private static string ShownText(XElement text) => string.Concat(text.Nodes().OfType<XText>().Select(part => part.Value));
}
