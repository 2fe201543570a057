using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>A rectangle with two axes, in which series are drawn.</summary>
/// <param name="Title">Above it.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="XLabel">What it counts.</param>
/// <param name="Y">The vertical axis.</param>
internal sealed record Panel(string Title, Axis X, string XLabel, Axis Y)
{
    /// <summary>Room left of the axes, for the labels.</summary>
    public const double Left = 52;

    /// <summary>Room above, for the title.</summary>
    public const double Top = 28;

    /// <summary>Room below, for labels and the name of the horizontal axis.</summary>
    public const double Bottom = 38;

    private const double MarksOnALine = 10;

    /// <summary>Left edge of the plot, inside the labels.</summary>
    public required double PlotX { get; init; }

    /// <summary>Upper edge of the plot.</summary>
    public required double PlotY { get; init; }

    public required double Width { get; init; }

    public required double Height { get; init; }

    /// <summary>The horizontal position of a value.</summary>
    public double PositionX(double value) => PlotX + X.Share(value) * Width;

    /// <summary>The vertical position of a value.</summary>
    public double PositionY(double value) => PlotY + (1 - Y.Share(value)) * Height;

    /// <summary>Axes and series.</summary>
    /// <param name="kind">The class of the group.</param>
    /// <param name="series">From the lowest to the uppermost.</param>
    public XElement Draw(string kind, IEnumerable<Series> series) => Markup.Svg("g", Markup.Attributes(("class", $"panel {kind}")), DrawAxes(), series.Select(DrawSeries));

    /// <summary>A mark: circle, square, triangle or diamond.</summary>
    public static XElement DrawMark(double x, double y, int form, string color)
    {
        const double r = 3.6;
        string path = (form % 4) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"M{x - r:0.##},{y:0.##}a{r},{r} 0 1 0 {2 * r},0a{r},{r} 0 1 0 {-2 * r},0z"),
            1 => string.Create(CultureInfo.InvariantCulture, $"M{x - r:0.##},{y - r:0.##}h{2 * r}v{2 * r}h{-2 * r}z"),
            2 => string.Create(CultureInfo.InvariantCulture, $"M{x:0.##},{y - 1.3 * r:0.##}l{1.25 * r},{2.2 * r}h{-2.5 * r}z"),
            _ => string.Create(CultureInfo.InvariantCulture, $"M{x:0.##},{y - 1.4 * r:0.##}l{1.4 * r},{1.4 * r}l{-1.4 * r},{1.4 * r}l{-1.4 * r},{-1.4 * r}z"),
        };
        return Markup.Svg("path", Markup.Attributes(("class", "mark"), ("d", path), ("fill", color), ("stroke", "none")));
    }

    /// <summary>A ring around the point that matters.</summary>
    public static XElement DrawRing(double x, double y, string color) => Markup.Svg("circle", Markup.Attributes(
        ("class", "ring"), ("cx", x), ("cy", y), ("r", 5.0), ("fill", Palette.Background), ("stroke", color), ("stroke-width", 2.0), ("stroke-dasharray", "none")));

    private IEnumerable<XElement> DrawAxes()
    {
        yield return Markup.Svg("text", Markup.Attributes(("x", PlotX), ("y", PlotY - 10), ("font-size", 14.0), ("font-weight", 600)), Title);
        yield return Markup.Svg(
            "g",
            Markup.Attributes(("class", "grid"), ("stroke", Palette.Grid), ("stroke-width", 1.0)),
            Y.Ticks.Select(tick => Line(PlotX, PositionY(tick.Value), PlotX + Width, PositionY(tick.Value))));
        yield return Markup.Svg(
            "g",
            Markup.Attributes(("stroke", Palette.Frame), ("stroke-width", 1.0)),
            Line(PlotX, PlotY + Height, PlotX + Width, PlotY + Height),
            X.Ticks.Select(tick => Line(PositionX(tick.Value), PlotY + Height, PositionX(tick.Value), PlotY + Height + 4)));
        yield return Markup.Svg(
            "g",
            Markup.Attributes(("class", "labels-y"), ("fill", Palette.FaintText), ("font-size", 12.0), ("text-anchor", "end")),
            Y.Ticks.Select(tick => Markup.Svg("text", Markup.Attributes(("x", PlotX - 7), ("y", PositionY(tick.Value) + 4)), tick.Label)));
        yield return Markup.Svg(
            "g",
            Markup.Attributes(("class", "labels-x"), ("fill", Palette.FaintText), ("font-size", 12.0), ("text-anchor", "middle")),
            X.Ticks.Select(tick => Markup.Svg("text", Markup.Attributes(("x", PositionX(tick.Value)), ("y", PlotY + Height + 17)), tick.Label)),
            Markup.Svg("text", Markup.Attributes(("class", "name"), ("x", PlotX + Width / 2), ("y", PlotY + Height + 32)), XLabel));

        static XElement Line(double x1, double y1, double x2, double y2) => Markup.Svg("line", Markup.Attributes(("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)));
    }

    private XElement DrawSeries(Series series)
    {
        var group = Markup.Svg(
            "g", Markup.Attributes(("class", series.Kind), ("fill", "none"), ("stroke", series.Color), ("stroke-width", series.Width), ("stroke-linejoin", "round"), ("stroke-linecap", "round")));
        if (series.Name.Length > 0) group.Add(Markup.Svg("title", series.Name));
        if (series.IsDashed) group.Add(new XAttribute("stroke-dasharray", "5 4"));
        var visible = new List<(double X, double Y)>();
        foreach (var run in Runs(series.Points))
        {
            // A point without neighbours is no line: it gets a mark.
            if (run.Count == 1 && IsInside(run[0])) group.Add(DrawMark(PositionX(run[0].X), PositionY(run[0].Y), series.Mark ?? 0, series.Color));
            foreach (var line in Visible(run)) group.Add(Markup.Svg("polyline", Markup.Attributes(("points", string.Join(' ', line.Select(Position))))));
            visible.AddRange(run.Where(IsInside));
        }

        if (series.Mark is { } form)
        {
            int every = (int)Math.Ceiling(visible.Count / MarksOnALine);
            group.Add(visible.Where((_, i) => i % every == 0 || i == visible.Count - 1).Select(point => DrawMark(PositionX(point.X), PositionY(point.Y), form, series.Color)));
        }

        if (series.RingedX is { } ringed) group.Add(visible.Where(point => point.X == ringed).Select(point => DrawRing(PositionX(point.X), PositionY(point.Y), series.Color)));
        return group;
    }

    // Points in a row that have finite values.
    private static IEnumerable<List<(double X, double Y)>> Runs(IEnumerable<(double X, double Y)> points)
    {
        List<(double X, double Y)> run = [];
        foreach (var point in points)
        {
            if (double.IsFinite(point.Y))
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0) yield return run;
    }

    // The parts of a line that are not below the axis, which may begin above the first values.
    private IEnumerable<List<(double X, double Y)>> Visible(List<(double X, double Y)> run)
    {
        List<(double X, double Y)> line = [];
        for (int i = 1; i < run.Count; i++)
        {
            var (from, to) = (run[i - 1], run[i]);
            if (IsInside(from) && line.Count == 0) line.Add(from);
            if (IsInside(from) != IsInside(to))
            {
                double share = (Y.Minimum - from.Y) / (to.Y - from.Y);
                line.Add((from.X + share * (to.X - from.X), Y.Minimum));
            }

            if (IsInside(to))
            {
                line.Add(to);
            }
            else if (line.Count > 0)
            {
                yield return line;
                line = [];
            }
        }

        if (line.Count > 0) yield return line;
    }

    private bool IsInside((double X, double Y) point) => point.Y >= Y.Minimum;

    private string Position((double X, double Y) point) => $"{Markup.Number(PositionX(point.X))},{Markup.Number(PositionY(point.Y))}";
}
